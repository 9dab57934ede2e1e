import '@fontsource-variable/figtree/index.css'
import './look/tokens.css'
import './look/base.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { showTheme } from './look/theme.ts'
import { speech } from './words/index.svelte.ts'

showTheme()
await speech.begin()
mount(App, { target: document.getElementById('app')! })
