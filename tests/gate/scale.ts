// Gate: 4,000 peers for ten minutes, against 500, and an idle hour: the figures of `wattle bench scale` are reached.
// In a process of its own, with the memory that the command gives itself.
import { spawnSync } from 'node:child_process'

const { status, stdout } = spawnSync('npm', ['run', '-s', 'wattle', '--', 'bench', 'scale'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
})
process.stdout.write(stdout)
const figures = stdout.split('\n').filter(line => line !== '')
const missed = figures.some(line => JSON.parse(line).reached === false)
process.exitCode = status === 0 && figures.length > 0 && !missed ? 0 : 1
