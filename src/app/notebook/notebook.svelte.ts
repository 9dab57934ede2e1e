// What the notebook's screen hangs on: what the peer tells of it, while the screen is shown, and what was just written.
import type { NotebookSight, Stop, Writing } from '../../peer/api.ts'
import type { Session } from '../session.svelte.ts'

export class Notebook {
  readonly session: Session
  now = $state.raw<NotebookSight | null>(null)
  busy = $state(false)
  /** Why the last thing was not written; empty where it was. */
  refusal = $state('')

  constructor(session: Session) {
    this.session = session
  }

  watch(): Stop {
    return this.session.peer.watch('notebook', now => (this.now = now))
  }

  /** Whether it was written. */
  async write(writing: Writing): Promise<boolean> {
    this.busy = true
    const written = await this.session.peer
      .write(writing)
      .catch((error: Error) => ({ ok: false, code: error.message }) as const)
    this.busy = false
    this.refusal = written.ok ? '' : written.code
    return written.ok
  }

  get mine() {
    return this.now?.pages.find(({ account }) => account === this.now?.own)
  }
}

const SIDE = 128
const MOST_BYTES = 16_384

/** A picture as small as it is shown; undefined where the file is none. */
export async function pictureOf(file: File): Promise<Uint8Array | undefined> {
  const image = await createImageBitmap(file).catch(() => undefined)
  if (!image) return undefined
  const canvas = new OffscreenCanvas(SIDE, SIDE)
  const side = Math.min(image.width, image.height)
  const [x, y] = [(image.width - side) / 2, (image.height - side) / 2]
  canvas.getContext('2d')!.drawImage(image, x, y, side, side, 0, 0, SIDE, SIDE)
  for (const quality of [0.8, 0.5, 0.2]) {
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality })
    if (blob.size <= MOST_BYTES) return new Uint8Array(await blob.arrayBuffer())
  }
  return undefined
}

/** The kinds that a browser shows and that run nothing, told from their first bytes: what somebody else says is not asked. */
export function pictureUrl(picture: Uint8Array): string | undefined {
  const starts = (...bytes: readonly number[]) => bytes.every((byte, i) => picture[i] === byte)
  const type = starts(0x52, 0x49, 0x46, 0x46)
    ? 'image/webp'
    : starts(0x89, 0x50, 0x4e, 0x47)
      ? 'image/png'
      : starts(0xff, 0xd8, 0xff)
        ? 'image/jpeg'
        : undefined
  return type && URL.createObjectURL(new Blob([picture as BlobPart], { type }))
}
