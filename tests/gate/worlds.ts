console.log('to come')
