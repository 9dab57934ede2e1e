// Waiting for what must come to hold.
const LOOK_MS = 100

export async function until<T>(
  what: string,
  look: () => Promise<T>,
  holds: (seen: T) => boolean,
  seconds = 60,
): Promise<T> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const seen = await look()
    if (holds(seen)) return seen
    if (performance.now() > end)
      throw new Error(`not within ${seconds} s: ${what}; last seen: ${JSON.stringify(seen)?.slice(0, 1500)}`)
    await new Promise(resolve => setTimeout(resolve, LOOK_MS))
  }
}
