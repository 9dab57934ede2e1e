// What a clock is told.

export type ClockInput =
  /** `counts`: a member, whose answers are taken into account. */
  | { readonly kind: 'joined'; readonly neighbour: string; readonly counts: boolean }
  | { readonly kind: 'left'; readonly neighbour: string }
  /** A neighbour asks. */
  | { readonly kind: 'asked'; readonly from: string; readonly id: number }
  /** A neighbour answers. */
  | { readonly kind: 'told'; readonly from: string; readonly id: number; readonly at: number }
  /** The device slept, or its clock was set: what was measured before is worth nothing. */
  | { readonly kind: 'woken' }
  /** The moment that a `wake` asked for. */
  | { readonly kind: 'time' }
