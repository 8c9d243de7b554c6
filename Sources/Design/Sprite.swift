import Kernel

/// The shapes that pages use by name: lights, the hatching of a gap, the mark of the house. Drawn once a page, so that a printer that
/// drops backgrounds still prints them.
enum Sprite {
    static let html = HTML(
        markup: #"""
            <svg class="sprite" aria-hidden="true" focusable="false">
            <defs>
            <pattern id="hatch-yellow" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-y-bg" width="6" height="6"/><path class="hatch-y" d="M0 0V6" stroke-width="5"/></pattern>
            <pattern id="hatch-red" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-r-bg" width="6" height="6"/><path class="hatch-r" d="M0 0V6" stroke-width="5"/></pattern></defs>
            <symbol id="l-green" viewBox="0 0 16 16"><circle class="f-green" cx="8" cy="8" r="7"/><path class="k-fill" d="M4.7 8.3 7 10.6l4.3-4.9" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></symbol>
            <symbol id="l-ahead" viewBox="0 0 16 16"><circle class="f-green" cx="8" cy="8" r="7"/><path class="k-fill" d="M8 11.7V4.8M4.9 7.8 8 4.7l3.1 3.1" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></symbol>
            <symbol id="l-yellow" viewBox="0 0 16 16"><path class="f-yellow" d="M8 1.5 15.2 14.2H.8Z" stroke-width="1.3" stroke-linejoin="round"/><path class="k-yellow" d="M8 6v3.6M8 11.9v.1" stroke-width="1.8" stroke-linecap="round"/></symbol>
            <symbol id="l-red" viewBox="0 0 16 16"><rect class="f-red" x="1.3" y="1.3" width="13.4" height="13.4" rx="2.4"/><path class="k-fill" d="m5.3 5.3 5.4 5.4m0-5.4-5.4 5.4" stroke-width="1.9" stroke-linecap="round"/></symbol>
            <symbol id="l-none" viewBox="0 0 16 16"><circle class="f-none" cx="8" cy="8" r="6.4" stroke-width="1.5" stroke-dasharray="3 2.03"/></symbol>
            <symbol id="l-idle" viewBox="0 0 16 16"><circle class="f-none" cx="8" cy="8" r="6.4" stroke-width="1.5"/></symbol>
            <symbol id="l-cannot" viewBox="0 0 16 16"><path class="f-none" d="M8 .9 15.1 8 8 15.1.9 8Z" stroke-width="1.3" stroke-linejoin="round"/><path class="k-grey" d="M6.3 6.5a1.75 1.75 0 1 1 2.5 1.6c-.5.3-.8.5-.8 1.1v.2M8 11.3v.1" stroke-width="1.4" stroke-linecap="round"/></symbol>
            <symbol id="l-noowner" viewBox="0 0 16 16"><rect class="f-none" x="1.3" y="1.3" width="13.4" height="13.4" rx="2.4" stroke-width="1.4" stroke-dasharray="3 2"/><path class="k-grey" d="M4.6 12c.4-2 1.7-2.8 3.4-2.8s3 .8 3.4 2.8M9.8 5.9a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0Z" stroke-width="1.3" stroke-linecap="round"/></symbol>
            <symbol id="l-remind" viewBox="0 0 16 16"><path class="f-blue" d="M3.5 2.2h9l-2.3 3 2.3 3h-9Z" stroke-width="1.2" stroke-linejoin="round"/><path d="M3.5 1.5v13" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/></symbol>
            <symbol id="logo" viewBox="0 0 24 24"><path d="M9 3.2 15 6.6v6.9L9 17 3 13.5V6.6Z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/><path d="m13.2 9.6 1.8-1 6 3.4v6L15.4 21l-5.2-3" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/><circle cx="9" cy="10" r="2" fill="currentColor"/></symbol>
            <symbol id="caret" viewBox="0 0 8 8"><path d="m1 2.5 3 3 3-3" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round"/></symbol>
            <symbol id="search" viewBox="0 0 14 14"><path d="M10 6a4 4 0 1 1-8 0 4 4 0 0 1 8 0Zm-1.1 2.9L12.6 12.6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/></symbol>
            </svg>
            """#)
}
