// What may be said of how to measure; nothing of it changes what is measured, but for how long.
export interface Options {
  /** How long, in seconds. */
  readonly seconds?: number
  /** Built files to use instead of the app’s own, so that a profile has names. */
  readonly app?: string
  /** A folder for profiles of the Workers. */
  readonly profile?: string
  /** How many transactions a second are offered. */
  readonly rate?: number
}
