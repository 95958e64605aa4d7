/* SPDX-License-Identifier: Apache-2.0
 * policy_document.h: the part of tbl/policy.h that says what the published 基本方針 itself says: versions,
 * threats, assets, audits, reviews, standards. Same columns as there. Facts, never its sentences.
 */
KEY(policy, document, MAP, policy_document, MAY, 0, 0, 0,
    "公表している基本方針に書いてあること", "what the published basic policy says")

RECORD(policy_document, "基本方針", "the basic policy")
KEY(policy_document, title, TEXT, NOTHING, MAY, 1, 60, 0, "表題", "its title")
KEY(policy_document, legal, YES, NOTHING, MAY, 0, 1, false,
    "地方自治法第244条の6第1項の方針を兼ねる", "it is also the policy of article 244-6 of the Local Autonomy Act")
KEY(policy_document, legal_clause, TEXT, NOTHING, MAY, 1, 20, 0,
    "そう定めた条項（表題や版の表によるなら書かない）", "the clause that says so (none where title or versions do)")
KEY(policy_document, purpose, WORDS, PURPOSE, MAY, 0, 8, 0, "目的に挙げること", "what its purpose names")
LIST(policy_document, definitions, RECORDS, policy_definition, MAY, 0, 64, "定義した用語", "terms that it defines")
LIST(policy_document, zones, RECORDS, policy_document_zone, MAY, 0, 64, "系ごとに求める対策", "what it asks for in each zone")
KEY(policy_document, scope, CHOICE, SCOPE, MAY, 0, 0, POLICY_SCOPE_ORGANS,
    "対象とする機関の決め方", "how it says to whom it applies")
KEY(policy_document, persons, WORDS, PERSONS, MAY, 0, 8, 0, "遵守義務を負う者", "who must follow it")
LIST(policy_document, versions, RECORDS, policy_version, MAY, 0, 100, "版と施行日。古い順", "versions and effective dates, oldest first")
LIST(policy_document, threats, RECORDS, policy_threat, MAY, 0, 64, "対象とする脅威", "threats it deals with")
KEY(policy_document, threats_clause, TEXT, NOTHING, MAY, 1, 20, 0, "脅威の条項", "the clause of threats")
KEY(policy_document, assets, WORDS, ASSET, MAY, 0, 16, 0, "対象とする情報資産", "kinds of assets it covers")
KEY(policy_document, organisation, CHOICE, ORGANISATION, MAY, 0, 0, POLICY_ORGANISATION_WHOLE,
    "組織体制の範囲", "how far its organisation reaches")
KEY(policy_document, by_class, CHOICE, BY_CLASS, MAY, 0, 0, POLICY_BY_CLASS_ACT,
    "情報資産の分類に基づき行うこと", "what is done by the classes of assets")
KEY(policy_document, usability, YES, NOTHING, MAY, 0, 1, false,
    "強靱性の向上で、業務の効率性・利便性を踏まえるとする", "resilience minds efficiency and usability")
KEY(policy_document, physical, WORDS, PHYSICAL, MAY, 0, 8, 0, "物理的対策の対象と目的", "what physical measures are for")
KEY(policy_document, training, WORDS, TRAINING, MAY, 0, 8, 0, "人的対策", "measures for people")
KEY(policy_document, technical, WORDS, TECHNICAL, MAY, 0, 8, 0, "技術的対策", "technical measures")
KEY(policy_document, operations, WORDS, OPERATIONS, MAY, 0, 8, 0, "運用面の対策", "measures of operation")
KEY(policy_document, improve, YES, NOTHING, MAY, 0, 1, false,
    "監査・自己点検の結果を踏まえて改善する", "audits and self-checks lead to improvement")
KEY(policy_document, contractors, YES, NOTHING, MAY, 0, 1, false,
    "委託先も職員と同じ義務を負う", "contractors bear the same duty as staff")
KEY(policy_document, audit, MAP, policy_cycle, MAY, 0, 0, 0, "監査", "audits")
KEY(policy_document, self_check, MAP, policy_cycle, MAY, 0, 0, 0, "自己点検", "self-checks")
KEY(policy_document, evaluation, MAP, policy_cycle, MAY, 0, 0, 0,
    "対策の条項（評価・見直し）に書いてある監査・自己点検の時期", "when to audit and check, as the clause of measures says it")
KEY(policy_document, review, MAP, policy_cycle, MAY, 0, 0, 0, "方針の見直し", "review of the policy")
KEY(policy_document, risk_analysis, YES, NOTHING, MAY, 0, 1, false,
    "見直しの前に、発生の可能性と損害を分析する", "a review is preceded by an analysis of likelihood and loss")
KEY(policy_document, standards, MAP, policy_rules, MAY, 0, 0, 0, "対策基準", "standards")
KEY(policy_document, procedures, MAP, policy_rules, MAY, 0, 0, 0, "実施手順", "procedures")
KEY(policy_document, follow_procedures, YES, NOTHING, MAY, 0, 1, true,
    "職員に実施手順の遵守を求める", "staff must follow the procedures")
KEY(policy_document, outsourcing, WORDS, OUTSOURCING, MAY, 0, 8, 0, "業務委託で求めること", "what it asks of outsourcing")
KEY(policy_document, cloud, WORDS, SERVICE, MAY, 0, 8, 0, "外部サービス（クラウド）で求めること", "what it asks of cloud services")
KEY(policy_document, sns, WORDS, SERVICE, MAY, 0, 8, 0, "ソーシャルメディアで求めること", "what it asks of social media")

RECORD(policy_document_zone, "系に求める対策", "what is asked for in a zone")
KEY(policy_document_zone, zone, REF, ZONE, MUST, 0, 0, 0, "系の符号", "code of the zone")
KEY(policy_document_zone, also, TEXT, NOTHING, MAY, 1, 40, 0,
    "方針の別の箇所での呼び名", "what the document calls it elsewhere")
KEY(policy_document_zone, measures, WORDS, MEASURE, MAY, 0, 8, 0, "求める対策", "what it asks for")
KEY(policy_document_zone, clause, TEXT, NOTHING, MAY, 1, 20, 0, "条項", "the clause that asks")

RECORD(policy_definition, "定義した用語", "a defined term")
KEY(policy_definition, term, TEXT, NOTHING, MUST, 1, 40, 0, "用語", "the term")
KEY(policy_definition, clause, TEXT, NOTHING, MAY, 1, 20, 0, "条項", "its clause")
KEY(policy_definition, used, YES, NOTHING, MAY, 0, 1, true,
    "本文でも使っている", "it is used in the text")

RECORD(policy_version, "版", "a version")
KEY(policy_version, version, TEXT, NOTHING, MAY, 1, 12, 0, "版の番号", "its number")
KEY(policy_version, day, TEXT, NOTHING, MUST, 7, 10, 0,
    "施行日（2026-04-01 か、日が書いてなければ 2026-04）", "in force from (2026-04-01, or 2026-04 where no day is given)")
KEY(policy_version, change, TEXT, NOTHING, MAY, 1, 60, 0, "改めたこと", "what changed")

RECORD(policy_threat, "脅威", "a threat")
KEY(policy_threat, name, TEXT, NOTHING, MUST, 1, 60, 0, "名称", "its name")
KEY(policy_threat, kind, CHOICE, THREAT, MUST, 0, 0, 0, "種類", "what kind")
KEY(policy_threat, clause, TEXT, NOTHING, MAY, 1, 20, 0, "条項", "its clause")

RECORD(policy_cycle, "時期", "when it is done")
KEY(policy_cycle, mode, CHOICE, CYCLE, MAY, 0, 0, POLICY_CYCLE_UNSAID, "定期か必要に応じてか", "on a cycle or as needed")
KEY(policy_cycle, months, NUMBER, NOTHING, MAY, 1, 60, 12, "定期なら何か月ごとか", "if on a cycle: every so many months")
KEY(policy_cycle, triggers, WORDS, TRIGGER, MAY, 0, 16, 0, "必要に応じてなら、何があったときか", "if as needed: when what happens")
KEY(policy_cycle, clause, TEXT, NOTHING, MAY, 1, 20, 0, "条項", "its clause")

RECORD(policy_rules, "基準・手順", "standards or procedures")
KEY(policy_rules, origin, CHOICE, ORIGIN, MAY, 0, 0, POLICY_ORIGIN_OWN, "誰のものか", "whose they are")
KEY(policy_rules, host, TEXT, NOTHING, MAY, 1, 40, 0, "準用する相手（origin: reference）", "whose are followed (origin: reference)")
KEY(policy_rules, published, YES, NOTHING, MAY, 0, 1, false, "公表する", "published")
KEY(policy_rules, clause, TEXT, NOTHING, MAY, 1, 20, 0, "条項", "their clause")

LIST(policy, assets, RECORDS, policy_asset_kind, MAY, 0, 64,
     "情報資産の種類と取扱いの手順", "kinds of assets, and the procedures for handling them")

RECORD(policy_asset_kind, "情報資産の種類", "a kind of asset")
KEY(policy_asset_kind, kind, CHOICE, ASSET, MUST, 0, 0, 0, "種類", "what kind")
KEY(policy_asset_kind, name, TEXT, NOTHING, MAY, 1, 40, 0, "団体での呼び名", "its local name")
KEY(policy_asset_kind, basis, TEXT, NOTHING, MAY, 1, 60, 0,
    "範囲を定める条例など", "the ordinance that says what belongs to it")
KEY(policy_asset_kind, clause, TEXT, NOTHING, MAY, 1, 20, 0, "条項", "its clause")
KEY(policy_asset_kind, owner, REF, UNIT, MAY, 0, 0, 0, "管理する所属の符号", "code of the unit that answers for it")
KEY(policy_asset_kind, handling, WORDS, HANDLING, MAY, 0, 16, 0, "取扱いで求めること", "what handling it asks for")
KEY(policy_asset_kind, procedure, TEXT, NOTHING, MAY, 1, 60, 0, "取扱手順の名称", "name of the procedure")
