/* SPDX-License-Identifier: Apache-2.0
 * zone_problems.h: why a ruleset of the kernel cannot be read, and so nothing about it be proved.
 * ZONE_PROBLEM(name, Japanese, English): what follows "where:" and goes before "(what)".
 */
ZONE_PROBLEM(NOT_JSON, "nft -j list ruleset の出力ではありません", "this is not the output of nft -j list ruleset")
ZONE_PROBLEM(SHAPE, "読めない形のものがあります", "there is something of a shape that is not known")
ZONE_PROBLEM(STATEMENT, "この文が通信をどう変えるかを、このモデルは扱いません", "the model does not hold what this statement does to traffic")
ZONE_PROBLEM(OBJECT, "このモデルが扱わないものです", "the model does not hold such an object")
ZONE_PROBLEM(TABLE_FLAGS, "テーブルにフラグがあります（nft の版によって正しく読み出せないため、働いているかを判断できません）",
	     "the table has flags, which some versions of nft list wrongly: whether it is in force cannot be told")
ZONE_PROBLEM(VALUE, "値が読めません", "a value cannot be read")
ZONE_PROBLEM(NAME, "指している名前のものがありません", "nothing has the name that is referred to")
ZONE_PROBLEM(TWICE, "同じ名前のものが二つあります", "two things have the same name")
ZONE_PROBLEM(LOOP, "チェーンの飛び先が輪になっているか、16段を超えています", "chains jump in a circle or more than 16 deep")
ZONE_PROBLEM(LIMIT, "大きすぎます", "it is too large")
