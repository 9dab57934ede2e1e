// Seventy worlds of the campaign; the others are beside, so that two cores share them.
import { seeds } from './seeds.ts'

seeds(5001, 70)
