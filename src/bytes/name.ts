// A text that stands for 32 bytes, or 20, one character a byte: to be kept, compared and looked up at little cost.
import type { Bytes } from './bytes.ts'

// Written out, because spreading a byte array costs more than hashing it.
// biome-ignore format: four rows of eight
export function nameOf32(h: Bytes): string {
  return String.fromCharCode(
    h[0]!, h[1]!, h[2]!, h[3]!, h[4]!, h[5]!, h[6]!, h[7]!,
    h[8]!, h[9]!, h[10]!, h[11]!, h[12]!, h[13]!, h[14]!, h[15]!,
    h[16]!, h[17]!, h[18]!, h[19]!, h[20]!, h[21]!, h[22]!, h[23]!,
    h[24]!, h[25]!, h[26]!, h[27]!, h[28]!, h[29]!, h[30]!, h[31]!,
  )
}

// biome-ignore format: two rows of eight and one of four
export function nameOf20(h: Bytes): string {
  return String.fromCharCode(
    h[0]!, h[1]!, h[2]!, h[3]!, h[4]!, h[5]!, h[6]!, h[7]!,
    h[8]!, h[9]!, h[10]!, h[11]!, h[12]!, h[13]!, h[14]!, h[15]!,
    h[16]!, h[17]!, h[18]!, h[19]!,
  )
}
