#include "assets.h"

// Our own files.
static const unsigned char tokens_css[] = {
#embed "../../Assets/tokens.css"
};
static const unsigned char yaolian_css[] = {
#embed "../../Assets/yaolian.css"
};
static const unsigned char app_js[] = {
#embed "../../Assets/app.js"
};
static const unsigned char review_js[] = {
#embed "../../Assets/review.js"
};
static const unsigned char icon_svg[] = {
#embed "../../Assets/icon.svg"
};

// Others' files, fetched by `./dev setup`. A build before it lacks them and says so at the start.
#if __has_embed("../../Assets/files/htmx.min.js")
static const unsigned char htmx_js[] = {
#embed "../../Assets/files/htmx.min.js"
};
#endif
#if __has_embed("../../Assets/files/echarts.min.js")
static const unsigned char echarts_js[] = {
#embed "../../Assets/files/echarts.min.js"
};
#endif

#define ASSET(name, bytes) {name, bytes, sizeof(bytes)}

static const yaolian_asset assets[] = {
    ASSET("tokens.css", tokens_css),
    ASSET("yaolian.css", yaolian_css),
    ASSET("app.js", app_js),
    ASSET("review.js", review_js),
    ASSET("icon.svg", icon_svg),
#if __has_embed("../../Assets/files/htmx.min.js")
    ASSET("htmx.min.js", htmx_js),
#endif
#if __has_embed("../../Assets/files/echarts.min.js")
    ASSET("echarts.min.js", echarts_js),
#endif
};

size_t yaolian_asset_count(void) { return sizeof(assets) / sizeof(assets[0]); }

yaolian_asset yaolian_asset_at(size_t index) { return assets[index]; }
