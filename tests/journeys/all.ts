export { living } from './living.ts'
