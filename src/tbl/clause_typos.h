/* SPDX-License-Identifier: Apache-2.0
 * clause_typos.h: words that are hardly meant, each with what it was likely to be.
 * CLAUSE_TYPO(word, likely)
 */
CLAUSE_TYPO("営業委託", "業務委託")
CLAUSE_TYPO("的的", "的")
CLAUSE_TYPO("意図的の", "意図的な")
CLAUSE_TYPO("をを", "を")
CLAUSE_TYPO("にに", "に")
CLAUSE_TYPO("がが", "が")
CLAUSE_TYPO("、、", "、")
CLAUSE_TYPO("。。", "。")
CLAUSE_TYPO("情報資産産", "情報資産")
CLAUSE_TYPO("セキュリテイ", "セキュリティ")
CLAUSE_TYPO("脅異", "脅威")
CLAUSE_TYPO("驚異", "脅威")
CLAUSE_TYPO("改竄ん", "改ざん")
CLAUSE_TYPO("遵奉義務", "遵守義務")
