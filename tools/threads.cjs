// Loaded before anything else, for only then does it count: the platform's threads, which verify signatures, are as
// many as there are cores. More of them crowd out the thread that executes blocks, and then wait for it.
const { availableParallelism } = require('node:os')

process.env.UV_THREADPOOL_SIZE ??= String(availableParallelism())
