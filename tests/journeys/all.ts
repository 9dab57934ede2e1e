export { besieged } from './besieged.ts'
export { living } from './living.ts'
