// One of several shapes, each with a number of its own in front: [number, shape].
import { type Codec, FormError, type Of, u8 } from '../../bytes/codec.ts'

const ARRAY = 4

type Shapes = { readonly [kind: string]: { readonly number: number; readonly codec: Codec<any> } }
export type Choice<S extends Shapes> = {
  [K in keyof S & string]: { readonly kind: K; readonly body: Of<S[K]['codec']> }
}[keyof S & string]

interface Shape {
  readonly kind: string
  readonly number: number
  readonly codec: Codec<unknown>
}

/** Of shapes listed as `[kind, shape]`, so that their order is stated. */
export function choice<S extends Shapes>(shapes: S, order: readonly (keyof S & string)[]): Codec<Choice<S>> {
  const byKind = new Map<string, Shape>()
  const byNumber: (Shape | undefined)[] = []
  for (const kind of order) {
    const shape: Shape = { kind, number: shapes[kind]!.number, codec: shapes[kind]!.codec }
    byKind.set(kind, shape)
    byNumber[shape.number] = shape
  }
  return {
    form: order.map(kind => `[${shapes[kind]!.number}, ${shapes[kind]!.codec.form}]`).join(' or '),
    write(writer, value) {
      const shape = byKind.get(value.kind)
      if (!shape) throw new TypeError(`${value.kind} is none of ${order.join(', ')}`)
      writer.head(ARRAY, 2)
      u8.write(writer, shape.number)
      shape.codec.write(writer, value.body)
    },
    read(reader) {
      const start = reader.at
      reader.bounded(ARRAY, 2, 2)
      const shape = byNumber[u8.read(reader)]
      if (!shape) throw new FormError('range', start)
      return { kind: shape.kind, body: shape.codec.read(reader) } as Choice<S>
    },
  }
}
