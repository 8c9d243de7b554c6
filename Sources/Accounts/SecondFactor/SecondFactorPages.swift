import Design
import Kernel

enum SecondFactorPages {
    /// The key as a picture and as text, and the field for the first code.
    static func offer(_ offer: SecondFactorOffer, action: String, _ reader: Reader) -> HTML {
        """
        <ol class="line flow">
        <li>\(dot)<b>\(reader("在手机上装一个动态码软件", "Install an authenticator app"))</b><span class="s">\
        \(reader("应用市场搜“身份验证器”，支持TOTP（RFC 6238）的都可以，不需要联网。", "Any that does TOTP (RFC 6238); it needs no network."))</span></li>
        <li>\(dot)<b>\(reader("扫码，或输入密钥", "Scan the picture, or type the key"))</b>
        \(QRCode(offer.uri)?.html(label: reader("动态码密钥的二维码", "QR code of the key")))
        <p class="mono key">\(offer.key)</p><span class="s">\(reader("密钥不要发给别人，也不要截图保存。", "Give the key to nobody and keep no picture of it."))</span></li>
        <li>\(dot)<b>\(reader("填软件上显示的6位数字", "Enter the six digits it shows"))</b></li></ol>
        <form class="form" method="post" action="\(action)" novalidate>\(reader.csrfField)\
        \(if: offer.next != "/", "<input type=\"hidden\" name=\"next\" value=\"\(offer.next)\">")\
        <div class="field"><label for="f-code">\(reader[AccountsTexts.code])</label>\
        <input class="in w-s num" id="f-code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="7" required autofocus></div>
        <div class="form-end"><button class="btn main" type="submit">\(reader("启用动态码", "Turn it on"))</button></div></form>
        """
    }

    private static let dot: HTML = "<svg class=\"dot on\" aria-hidden=\"true\"><circle cx=\"5.5\" cy=\"5.5\" r=\"4\"/></svg>"

    static func codes(_ codes: RecoveryCodes, _ reader: Reader) -> Page {
        Page(
            Text("恢复码", "Recovery codes"), current: "accounts.me",
            """
            \(head("\(reader("抄下这10个恢复码", "Write down these ten recovery codes"))", facts: ["\(reader("只显示这一次", "Shown this once"))"]))
            <p class="lede">\(reader("手机不在身边时，登录可以填其中一个代替动态码，每个只能用一次。打印或抄写后放在安全的地方。", "Without your phone, one of these does instead of the code; each works once. Print or copy them and keep them safe."))</p>
            <ul class="codes mono">\(codes.codes.html { "<li>\($0)</li>" })</ul>
            <div class="form-end"><a class="btn main" href="\(codes.next)">\(reader("已经抄好，继续", "Written down, go on"))</a></div>
            """)
    }
}
