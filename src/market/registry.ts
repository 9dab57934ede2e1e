// The registry: which modules each version of the rules consists of.
import type { Module } from '../chain/module.ts'
import { type RuleBook, registry } from '../chain/registry.ts'
import { accounts } from './accounts/index.ts'
import { book } from './book/index.ts'
import { delegates } from './delegates/index.ts'
import { members } from './members/index.ts'
import { rulesModule } from './rules/index.ts'

export const version1: readonly Module[] = [
  members,
  accounts,
  rulesModule(() => version1), // votes on the parameters of all of them
  delegates,
  book,
]

export const ruleBook: RuleBook = new Map([[1, registry(...version1)]])
