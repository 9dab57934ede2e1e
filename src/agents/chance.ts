// Chance for agents: real numbers out of whoever draws for them. Entropy comes in as an argument.
import type { Draw } from '../chain/module.ts'

const STEPS = 2 ** 32

export class Chance {
  readonly draw: Draw

  constructor(draw: Draw) {
    this.draw = draw
  }

  /** From 0 up to, not including, 1. */
  unit(): number {
    return this.draw(STEPS) / STEPS
  }

  between(least: number, most: number): number {
    return least + (most - least) * this.unit()
  }

  /** A whole number, either end included. */
  whole(least: number, most: number): number {
    return least + this.draw(most - least + 1)
  }

  /** Of the normal distribution with mean 0 and deviation 1 (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit())
  }

  shuffled<T>(all: readonly T[]): T[] {
    const mixed = [...all]
    for (let i = mixed.length - 1; i > 0; i--) {
      const j = this.draw(i + 1)
      ;[mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!]
    }
    return mixed
  }
}
