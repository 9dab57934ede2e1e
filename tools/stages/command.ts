// A command in a process of its own, its output passed on as it comes.
import { spawn } from 'node:child_process'

/** Runs a script under this Node and promises its exit code; 1 where it was stopped by a signal. */
export function runNode(script: string, ...args: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' })
    child.on('error', reject)
    child.on('close', code => resolve(code ?? 1))
  })
}
