// libp2p 3 takes Promise.withResolvers for granted, which Node has from 22 and Safari from 17.4 on.
interface Resolvers<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T | PromiseLike<T>) => void
  readonly reject: (reason?: unknown) => void
}

const promises = Promise as { withResolvers?: <T>() => Resolvers<T> }

promises.withResolvers ??= <T>() => {
  let resolve!: Resolvers<T>['resolve']
  let reject!: Resolvers<T>['reject']
  const promise = new Promise<T>((done, fail) => {
    resolve = done
    reject = fail
  })
  return { promise, resolve, reject }
}
