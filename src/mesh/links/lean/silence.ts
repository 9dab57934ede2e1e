// Instead of libp2p's log, on pages: what goes wrong with a link is told to the core, which has a recorder.
import type { ComponentLogger, Logger } from '@libp2p/interface'

const ignore = () => {}
const silent: Logger = Object.assign(ignore, {
  error: ignore,
  trace: ignore,
  enabled: false,
  newScope: () => silent,
})

export const logger = () => silent
export const defaultLogger = (): ComponentLogger => ({ forComponent: logger })
