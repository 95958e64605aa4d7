/* SPDX-License-Identifier: Apache-2.0
 * faces.h: fonts of Debian that stand in for fonts a PDF names without bringing them.
 * FACE(name, file, package)
 * Metric-compatible with the standard 14 of ISO 32000-2 9.6.2.2; Japanese ones of fixed and
 * proportional width, as MS Mincho and MS PMincho differ; last the face of the government's character
 * set for people's names, for what the others do not have.
 */
#define URW "/usr/share/fonts/opentype/urw-base35/"
#define IPA "/usr/share/fonts/opentype/ipafont-"
FACE(SANS, URW "NimbusSans-Regular.otf", "fonts-urw-base35")
FACE(SANS_BOLD, URW "NimbusSans-Bold.otf", "fonts-urw-base35")
FACE(SANS_ITALIC, URW "NimbusSans-Italic.otf", "fonts-urw-base35")
FACE(SANS_BOLD_ITALIC, URW "NimbusSans-BoldItalic.otf", "fonts-urw-base35")
FACE(SERIF, URW "NimbusRoman-Regular.otf", "fonts-urw-base35")
FACE(SERIF_BOLD, URW "NimbusRoman-Bold.otf", "fonts-urw-base35")
FACE(SERIF_ITALIC, URW "NimbusRoman-Italic.otf", "fonts-urw-base35")
FACE(SERIF_BOLD_ITALIC, URW "NimbusRoman-BoldItalic.otf", "fonts-urw-base35")
FACE(MONO, URW "NimbusMonoPS-Regular.otf", "fonts-urw-base35")
FACE(MONO_BOLD, URW "NimbusMonoPS-Bold.otf", "fonts-urw-base35")
FACE(MONO_ITALIC, URW "NimbusMonoPS-Italic.otf", "fonts-urw-base35")
FACE(MONO_BOLD_ITALIC, URW "NimbusMonoPS-BoldItalic.otf", "fonts-urw-base35")
FACE(SYMBOL, URW "StandardSymbolsPS.otf", "fonts-urw-base35")
FACE(DINGBATS, URW "D050000L.otf", "fonts-urw-base35")
FACE(MINCHO, IPA "mincho/ipam.ttf", "fonts-ipafont-mincho")
FACE(PMINCHO, IPA "mincho/ipamp.ttf", "fonts-ipafont-mincho")
FACE(GOTHIC, IPA "gothic/ipag.ttf", "fonts-ipafont-gothic")
FACE(PGOTHIC, IPA "gothic/ipagp.ttf", "fonts-ipafont-gothic")
FACE(NAMES, "/usr/share/fonts/truetype/ipamj/ipamjm.ttf", "fonts-ipamj-mincho")
#undef URW
#undef IPA
