// The service worker: the app opens with the network and its server gone, and changes only to a release that may follow.
import { NavigationRoute } from 'workbox-routing/NavigationRoute.js'
import { Router } from 'workbox-routing/Router.js'
import { Guard } from './guard.ts'
import type { Asked, Taken } from './said.ts'
import type { Scope } from './scope.ts'

const guard = new Guard()
const worker = self as unknown as Scope

worker.addEventListener('install', event => event.waitUntil(guard.begin()))
// The page that brought it here is served by it at once, so that what it loads later is there without a network.
worker.addEventListener('activate', event => event.waitUntil(worker.clients.claim()))

const router = new Router()
// Whatever the address: a page of the server's own would have all that the app has.
router.registerRoute(new NavigationRoute(({ request, event }) => guard.page(request, event)))
worker.addEventListener('fetch', event => {
  const { request } = event
  const { origin } = new URL(request.url)
  if (origin !== location.origin || request.method !== 'GET') return
  const page = router.handleRequest({ request, event })
  event.respondWith(page ?? fileOf(request, event))
})

/** What runs must be of a release. */
const RUNS: readonly RequestDestination[] = ['script', 'worker', 'sharedworker', 'style']

async function fileOf(request: Request, event: Event): Promise<Response> {
  const { origin, pathname } = new URL(request.url)
  const file = await guard.file(origin + pathname, event)
  if (file) return file
  return RUNS.includes(request.destination) && (await guard.isReady()) ? Response.error() : fetch(request)
}

worker.addEventListener('message', event => {
  const [port] = event.ports
  if (port) event.waitUntil(answer(event.data as Asked).then(said => port.postMessage(said)))
})

async function answer(asked: Asked): Promise<unknown> {
  switch (asked.ask) {
    case 'look':
      return guard.look()
    case 'pin':
      return guard.pin({ community: asked.community, key: asked.key, height: asked.height })
    case 'take': {
      const taken = await guard.take()
      const told: Taken = { taken: true }
      if (taken) for (const page of await worker.clients.matchAll()) page.postMessage(told)
      return taken
    }
  }
}
