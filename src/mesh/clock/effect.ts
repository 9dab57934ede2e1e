// What a clock wants done.

export type ClockState =
  /** Fewer than four neighbours have answered: this device's own clock is all there is. */
  | 'alone'
  /** Within half a slot of the others. */
  | 'good'
  /** More than that off, and on its way: nothing is to be produced until then. */
  | 'settling'
  /** Further off than may be corrected: nothing is to be produced, and somebody should set this device's clock. */
  | 'beyond'

/** Whether a peer with such a clock may produce blocks. */
export const mayProduce = (state: ClockState): boolean => state === 'alone' || state === 'good'

export type ClockEffect =
  | { readonly kind: 'ask'; readonly to: string; readonly id: number }
  | { readonly kind: 'tell'; readonly to: string; readonly id: number; readonly at: number }
  /** `offMs`: how far this device's own clock is from the others'; positive when it is behind them. */
  | {
      readonly kind: 'clock'
      readonly state: ClockState
      readonly offMs: number
      readonly answers: number
    }
  /** An input is wanted at this moment. */
  | { readonly kind: 'wake'; readonly ms: number }
