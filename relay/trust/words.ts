// What the page that explains the certificate says, in both languages. Steps are plain text; `‹…›` is set as what a
// screen or a terminal has.
export interface TrustWords {
  readonly lang: string
  readonly other: string
  readonly title: string
  readonly why: string
  readonly bounds: (names: string) => string
  readonly compare: string
  readonly download: string
  readonly scan: string
  readonly after: string
  readonly undo: string
  readonly systems: readonly { readonly name: string; readonly steps: readonly string[] }[]
}

const LINUX = 'sudo cp wattle.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates'
const NSS = 'certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n Wattle -i wattle.crt'
const MAC = 'sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain wattle.crt'
const WINDOWS = 'certutil -user -addstore Root wattle.crt'

export const en: TrustWords = {
  lang: 'en',
  other: '简体中文',
  title: 'Trust this machine',
  why: 'Browsers keep keys only for pages that came encrypted. This machine has made a certificate authority of its own for that, and your device has to be told once that it may believe it.',
  bounds: names =>
    `It can vouch for these alone: ${names}. It cannot vouch for any other site, whoever gets hold of its key.`,
  compare: 'Compare this with what the screen of that machine says, before you trust it. SHA-256:',
  download: 'Get the certificate',
  scan: 'This page, for another device’s camera:',
  after: 'Then open the app:',
  undo: 'To undo it, remove “Wattle on …” in the same place.',
  systems: [
    {
      name: 'Android',
      steps: [
        'Get the certificate with the button above.',
        'Open ‹Settings › Security › Encryption & credentials › Install a certificate › CA certificate›; on some phones it is quickest to search the settings for “CA certificate”.',
        'Confirm the warning, and choose ‹wattle.crt›.',
      ],
    },
    {
      name: 'iPhone, iPad',
      steps: [
        'Open this page in Safari, get the certificate, and allow the download.',
        'Open ‹Settings › General › VPN & Device Management›, choose it, and install it.',
        'Open ‹Settings › General › About › Certificate Trust Settings›, and turn it on. Without this step it is not believed.',
      ],
    },
    {
      name: 'macOS',
      steps: [
        'Get the certificate, and open it: Keychain Access takes it. There, open it, and under ‹Trust› choose ‹Always Trust›.',
        `Or in a terminal: ‹${MAC}›`,
      ],
    },
    {
      name: 'Windows',
      steps: [
        'Get the certificate, open it, choose ‹Install Certificate › Current User›, then ‹Trusted Root Certification Authorities›.',
        `Or in a terminal: ‹${WINDOWS}›`,
      ],
    },
    {
      name: 'Linux',
      steps: [
        `For the system, on Debian and Ubuntu: ‹${LINUX}›`,
        `For Chromium and Chrome: ‹${NSS}›`,
        'For Firefox: ‹Settings › Privacy & Security › View Certificates › Authorities › Import›.',
      ],
    },
  ],
}

export const zh: TrustWords = {
  lang: 'zh-CN',
  other: 'English',
  title: '信任这台机器',
  why: '浏览器只为加密传来的页面保存密钥。为此，这台机器自己建立了一个证书颁发机构；您的设备需要被告知一次，可以相信它。',
  bounds: names => `它只能为以下名称和地址作证：${names}。无论谁得到它的密钥，都不能用它为其他网站作证。`,
  compare: '信任之前，请与那台机器屏幕上显示的内容比对。SHA-256：',
  download: '获取证书',
  scan: '用另一台设备的相机扫描，打开本页：',
  after: '然后打开应用：',
  undo: '如要撤销，在同一处删除“Wattle on …”。',
  systems: [
    {
      name: 'Android',
      steps: [
        '用上面的按钮获取证书。',
        '打开‹设置 › 安全 › 加密与凭据 › 安装证书 › CA 证书›；有些手机上，在设置中搜索“CA 证书”最快。',
        '确认警告，并选择 ‹wattle.crt›。',
      ],
    },
    {
      name: 'iPhone、iPad',
      steps: [
        '在 Safari 中打开本页，获取证书，并允许下载。',
        '打开‹设置 › 通用 › VPN 与设备管理›，选择它并安装。',
        '打开‹设置 › 通用 › 关于本机 › 证书信任设置›，将其打开。缺少这一步，设备不会相信它。',
      ],
    },
    {
      name: 'macOS',
      steps: [
        '获取证书并打开：“钥匙串访问”会接收它。在其中打开它，在‹信任›下选择‹始终信任›。',
        `或在终端中：‹${MAC}›`,
      ],
    },
    {
      name: 'Windows',
      steps: [
        '获取证书并打开，选择‹安装证书 › 当前用户›，然后选择‹受信任的根证书颁发机构›。',
        `或在终端中：‹${WINDOWS}›`,
      ],
    },
    {
      name: 'Linux',
      steps: [
        `对整个系统（Debian 与 Ubuntu）：‹${LINUX}›`,
        `对 Chromium 与 Chrome：‹${NSS}›`,
        '对 Firefox：‹设置 › 隐私与安全 › 查看证书 › 证书颁发机构 › 导入›。',
      ],
    },
  ],
}
