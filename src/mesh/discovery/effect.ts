// What discovery wants done.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Signed } from '../../crypto/signed.ts'
import type { Claims, Part, Refusal } from '../frames/index.ts'
import type { ToLinks } from '../port.ts'

export type DiscoveryEffect =
  | { readonly kind: 'say'; readonly to: string; readonly part: Part }
  | { readonly kind: 'links'; readonly to: ToLinks }
  /** The link is to be closed: in peace (`surplus`), or for what it did. */
  | { readonly kind: 'drop'; readonly neighbour: string; readonly reason: Refusal }
  /** A neighbour says by its record that it is something else now. */
  | { readonly kind: 'claims'; readonly neighbour: string; readonly claims: Claims }
  | { readonly kind: 'sign'; readonly token: number; readonly message: Bytes }
  | { readonly kind: 'verify'; readonly token: number; readonly items: readonly Signed[] }
  /** An input is wanted at this moment. */
  | { readonly kind: 'wake'; readonly ms: number }
