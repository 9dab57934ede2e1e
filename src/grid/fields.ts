// Fields of a JSON object that somebody wrote: each is what it must be, or words that say why not.

export type Fields = Readonly<Record<string, unknown>>

/** What is wrong with what was read, in words for whoever wrote it. */
export class Wrong extends Error {}

export function asObject(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Wrong(`${what} must be an object {…}`)
  return value as Fields
}

export function asList(value: unknown, what: string, most: number): readonly unknown[] {
  if (value === undefined) throw new Wrong(`${what} is missing`)
  if (!Array.isArray(value)) throw new Wrong(`${what} must be a list […]`)
  if (value.length > most) throw new Wrong(`${what} has ${value.length} entries; at most ${most} are read`)
  return value
}

export function textField(fields: Fields, name: string, most: number): string {
  const value = fields[name]
  if (value === undefined) throw new Wrong(`${name} is missing`)
  if (typeof value !== 'string' || value === '') throw new Wrong(`${name} must be a text in quotes`)
  if (value.length > most) throw new Wrong(`${name} is longer than ${most} characters`)
  return value
}

/** A whole number from `least` to `most`; what is left out is `otherwise`, where that is given. */
export function wholeField(
  fields: Fields,
  name: string,
  least: number,
  most: number,
  otherwise?: number,
): number {
  const value = fields[name] ?? otherwise
  if (value === undefined) throw new Wrong(`${name} is missing`)
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new Wrong(`${name} must be a whole number, not ${JSON.stringify(value)}`)
  if (value < least) throw new Wrong(`${name} must be ${least} or more, not ${value}`)
  if (value > most) throw new Wrong(`${name} is ${value}; more than ${most} is not read`)
  return value
}

/** A number, if it stands there at all. */
export function checkNumber(fields: Fields, name: string): void {
  const value = fields[name]
  if (value !== undefined && (typeof value !== 'number' || !Number.isFinite(value)))
    throw new Wrong(`${name} must be a number, not ${JSON.stringify(value)}`)
}

/** What `read` gives; what it finds wrong is said with the place in front. */
export function at<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof Wrong) throw new Wrong(`${place}: ${error.message}`)
    throw error
  }
}
