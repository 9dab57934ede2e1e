// The processes of a browser: to end it as a power cut does, or to put it to sleep as a lid that is closed.
import { processesOf } from '../../tools/processes.ts'

export function signal(profile: string, name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of processesOf(profile)) {
    try {
      process.kill(pid, name)
    } catch {
      // It ended by itself, with the browser.
    }
  }
}
