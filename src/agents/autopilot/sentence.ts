// Why the autopilot did what it did: a key with data, which the app says in its languages; here in English.

export type Sentence =
  | {
      readonly key: 'buys'
      readonly energyWh: number
      readonly from: number
      readonly to: number
      readonly mostMilli: number
      readonly supplierMilli: number
    }
  | {
      readonly key: 'sells'
      readonly energyWh: number
      readonly from: number
      readonly to: number
      readonly leastMilli: number
      readonly feedInMilli: number
    }
  | {
      readonly key: 'stores'
      readonly energyWh: number
      readonly from: number
      readonly to: number
      readonly priceMilli: number
      readonly useFrom: number
      readonly useTo: number
      readonly useMilli: number
    }
  | {
      readonly key: 'charges-car'
      readonly energyWh: number
      readonly from: number
      readonly to: number
      readonly priceMilli: number
      readonly leaves: number
    }
  | { readonly key: 'stays' }
  | { readonly key: 'nothing-to-trade' }
  | { readonly key: 'no-output'; readonly store: 'battery' | 'car' }
  | { readonly key: 'budget'; readonly budgetMicro: number; readonly leftWh: number }
  | { readonly key: 'quota'; readonly waiting: number }
  | { readonly key: 'gives-way'; readonly slider: number }
  | {
      readonly key: 'confirms' | 'lets-lapse'
      readonly side: 'buy' | 'sell'
      readonly energyWh: number
      readonly interval: number
      readonly priceMilli: number
    }

/** `clock` says the time at which an interval starts. */
export function inEnglish(sentence: Sentence, clock: (interval: number) => string): string {
  const kwh = (wh: number) => `${(wh / 1000).toFixed(1)} kWh`
  const price = (milli: number) => (milli / 1000).toFixed(3)
  const span = (from: number, to: number) => `between ${clock(from)} and ${clock(to)}`
  switch (sentence.key) {
    case 'buys':
      return `Buying ${kwh(sentence.energyWh)} that your house will need ${span(sentence.from, sentence.to)}, for at most ${price(sentence.mostMilli)} where your supplier takes ${price(sentence.supplierMilli)}.`
    case 'sells':
      return `Selling ${kwh(sentence.energyWh)} that your roof gives beyond your own use ${span(sentence.from, sentence.to)}, for at least ${price(sentence.leastMilli)} where feeding in pays ${price(sentence.feedInMilli)}.`
    case 'stores':
      return `Your battery takes ${kwh(sentence.energyWh)} ${span(sentence.from, sentence.to)}, when a kWh is worth ${price(sentence.priceMilli)}, and gives it ${span(sentence.useFrom, sentence.useTo)}, when it is worth ${price(sentence.useMilli)}.`
    case 'charges-car':
      return `Your car takes ${kwh(sentence.energyWh)} ${span(sentence.from, sentence.to)}, when a kWh costs ${price(sentence.priceMilli)}, and is ready at ${clock(sentence.leaves)}.`
    case 'stays':
      return 'Nothing that matters has changed, so your orders stay as they are.'
    case 'nothing-to-trade':
      return 'You need nothing from your neighbours and have nothing to spare, so there are no orders.'
    case 'no-output':
      return `Nothing can steer your ${sentence.store}, so only what your house is expected to use and give by itself is traded.`
    case 'budget':
      return `Your budget of ${(sentence.budgetMicro / 1e6).toFixed(2)} is used up: ${kwh(sentence.leftWh)} will come from your supplier unless you raise it.`
    case 'quota':
      return `${sentence.waiting} of your orders wait for the next look to be changed, because an account may only send so many.`
    case 'confirms':
      return `Confirmed ${kwh(sentence.energyWh)} at ${clock(sentence.interval)} for ${price(sentence.priceMilli)}: it is still of use.`
    case 'lets-lapse':
      return `Let ${kwh(sentence.energyWh)} at ${clock(sentence.interval)} lapse: it is of no use any more.`
    case 'gives-way':
      return 'You asked to help your neighbours, so your prices give way sooner than they would have to.'
  }
}
