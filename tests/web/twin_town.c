/* SPDX-License-Identifier: Apache-2.0
 * twin_town.c: the items of a town that does not exist, one in each state, and what uploads become.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/log.h"
#include "tests/web/twin.h"

#define ITEMS 4000

static struct {
	struct body_row_item row;
	int content, upload;
	bool live; /* came by upload: moves on by itself */
} items[ITEMS];
static size_t item_count;
static unsigned wrong; /* sign-ins */

static void set(char *field, size_t size, const char *value)
{
	size_t n = min_of(strlen(value), size - 1);
	memset(field, 0, size);
	memcpy(field, value, n);
}
#define SET(field, value) set((field), sizeof(field), (value))

static struct body_row_item *add(const char *name, enum item_state state, enum err err)
{
	struct body_row_item *i = &items[item_count].row;
	int64_t now = clock_now();
	items[item_count].content = -1;
	*i = (struct body_row_item){
	    .state = state, .err = err, .changed = now - 300, .cpu_us = 7310, .output_size = 48213};
	i->envelope = (struct envelope){.version = 1,
					.direction = DIRECTION_IN,
					.size = 51904,
					.recipient_kind = RECIPIENT_UNIT,
					.accepted = now - 3600 * (int64_t)(1 + item_count)};
	SET(i->envelope.name, name);
	SET(i->envelope.recipient, "kensetsu");
	SET(i->recipient_name, "建設課");
	snprintf(i->number, sizeof(i->number), "R8-%05zu", 1021 + item_count);
	for (size_t k = 0; k < ID_LEN; k++)
		i->envelope.id[k] = (uint8_t)(item_count * 7 + k);
	hash_bytes(view_str(name), i->envelope.hash);
	hash_bytes(view_str(i->number), i->output);
	if (state == STATE_RELEASED)
		snprintf(i->receipt, sizeof(i->receipt), "1-%06zu", 311 + item_count);
	item_count++;
	return i;
}

static struct body_row_item *add_out(const char *name, enum item_state state, uint8_t grade)
{
	struct body_row_item *i = add(name, state, OK);
	i->envelope.direction = DIRECTION_OUT;
	i->envelope.recipient_kind = RECIPIENT_OUTSIDE;
	i->envelope.grade = grade;
	i->needs = grade - 1u;
	i->due = i->envelope.accepted + 86400;
	SET(i->envelope.recipient, "tanto@kouji.example.co.jp");
	SET(i->recipient_name, "tanto@kouji.example.co.jp");
	SET(i->envelope.reason, "町道12号線 舗装工事の設計照会への回答");
	SET(i->envelope.sender, "2003");
	SET(i->sender_name, "小川 美咲");
	return i;
}

void twin_people(void)
{
	struct body_row_item *i = add("町道12号線_施工計画書.docx", STATE_RELEASED, OK);
	i->removed = 4;
	i->lost = 1;
	i->kept = 2;
	i->fetched = 1;
	(void)add("住民説明会_写真01.jpg", STATE_RELEASED, OK);
	(void)add("見積書（舗装）.docx", STATE_DISARMING, OK);
	(void)add("入札参加資格_名簿.csv", STATE_REBUILDING, OK);
	(void)add("図面一式.dwg", STATE_REFUSED, E_TYPE_UNKNOWN);
	(void)add("請求書.docx", STATE_REFUSED, E_ENCRYPTED);
	(void)add("<script>alert(1)</script> & \"引用\" '名'.txt", STATE_RELEASED, OK);
	(void)add("見積書一式.zip", STATE_LOCKED, E_PASSWORD);
	i = add("会議資料.docx", STATE_HELD, E_RECIPIENT);
	SET(i->recipient_name, "");
	SET(i->envelope.recipient, "9999");
	i = add_out("設計照会_回答.docx", STATE_WAITING, GRADE_2);
	i->removed = 3;
	i->kept = 1;
	(void)add_out("現場写真.png", STATE_WAITING, GRADE_3);
	i = add_out("仮設図_本日中.docx", STATE_WAITING, GRADE_2);
	i->urgency = URGENCY_ASKED;
	SET(i->urgent_reason, "明朝8時の着工に要るが、承認者が出張中のため");
	i = add_out("交通規制図.docx", STATE_RELEASED, GRADE_2);
	i->urgency = URGENCY_SENT;
	i->after_due = clock_now() - 3600;
	SET(i->urgent_reason, "当日の規制変更");
	SET(i->urgent_by, "藤井 直樹");
	for (int k = 0; k < 3; k++)
		i = add_out(k ? k == 1 ? "契約書案.docx" : "工程表.csv" : "議事録.txt",
			    STATE_WAITING, GRADE_2);
	(void)add_out("公表用_工事一覧.csv", STATE_RELEASED, GRADE_1);
	(void)add_out("支給対象者一覧.xlsx", STATE_CHECKING, GRADE_2);
	(void)add_out("説明資料（点検）.pptx", STATE_CHECKING, GRADE_2);
	i = add_out("名簿.csv", STATE_RETURNED, GRADE_3);
	SET(i->decided_by, "村上 勇");
	SET(i->decision, "個人番号の列を除いてから、もう一度申請してください");
	i = add_out("協議資料_二人承認.docx", STATE_WAITING, GRADE_2);
	i->wanted = 2;
	i->given = 1;
	i->alone = 1;
	SET(i->given_by, "藤井 直樹");
	SET(i->clause, "6(2)");
}

void twin_advance(void)
{
	static const uint32_t next[STATE_COUNT] = {
	    [STATE_ACCEPTED] = STATE_DISARMING, [STATE_DISARMING] = STATE_REBUILDING,
	    [STATE_REBUILDING] = STATE_SIGNING, [STATE_SIGNING] = STATE_RELEASING,
	    [STATE_RELEASING] = STATE_RELEASED,
	};
	for (size_t k = 0; k < item_count; k++) {
		struct body_row_item *i = &items[k].row;
		if (!items[k].live || !next[i->state])
			continue;
		bool bad = view_ends(view_str(i->envelope.name), VIEW(".exe"));
		if (i->state == STATE_DISARMING && bad) {
			i->state = STATE_REFUSED;
			i->err = E_TYPE_UNKNOWN;
		} else if (i->state == STATE_REBUILDING && i->envelope.direction == DIRECTION_OUT &&
			   i->envelope.grade > GRADE_1) {
			i->state = STATE_WAITING;
			i->needs = i->envelope.grade - 1u;
		} else {
			i->state = next[i->state];
		}
	}
}

enum err twin_accept(const struct envelope *sealed, struct body_done *ret)
{
	if (item_count == ITEMS)
		return E_NO_SPACE;
	struct body_row_item *i = add(sealed->name, STATE_ACCEPTED, OK);
	struct envelope e = *sealed;
	memcpy(e.id, i->envelope.id, ID_LEN);
	memcpy(e.hash, i->envelope.hash, HASH_LEN);
	e.accepted = clock_now();
	i->envelope = e;
	SET(i->recipient_name, e.recipient);
	SET(i->sender_name, e.sender);
	items[item_count - 1].live = true;
	memcpy(ret->id, e.id, ID_LEN);
	SET(ret->number, i->number);
	return OK;
}

struct body_row_item *twin_item(size_t k)
{
	return k < item_count ? &items[k].row : NULL;
}

static void on_belt(enum msg m, uint64_t tag, const void *body)
{
	if (m == MSG_ITEM_OPEN) {
		struct body_upload b = {role_tag()};
		int fd = memfd_create("upload", MFD_CLOEXEC);
		twin_answer(tag, ROLE_belt, MSG_ITEM_FD, &b, fd);
	} else if (m == MSG_ITEM_SEAL) {
		const struct body_seal *s = body;
		struct body_done done = {0};
		enum err e = twin_accept(&s->envelope, &done);
		twin_done(tag, ROLE_belt, e, &done);
	} else {
		twin_parts(m, tag, body);
	}
}

static void ticket(uint64_t tag, const struct policy_person *p, int64_t stepped_up)
{
	struct body_ticket t = {.ticket = {.roles = p->roles,
					   .issued = clock_now(),
					   .expires = clock_now() + 36000,
					   .stepped_up = stepped_up}};
	SET(t.ticket.person, p->number);
	SET(t.ticket.unit, twin_site.policy.units[p->units[0]].code);
	snprintf(t.name, sizeof(t.name), "%.*s", (int)p->name.n, (const char *)p->name.p);
	twin_answer(tag, ROLE_auth, MSG_TICKET, &t, -1);
}

static void on_auth(enum msg m, uint64_t tag, const void *body)
{
	const struct body_signin *s = body;
	const struct body_stepup *u = body;
	const char *person = m == MSG_SIGNIN ? s->person : u->ticket.person;
	const struct policy_person *p = policy_person(&twin_site.policy, view_str(person));
	if (m == MSG_STEPUP_FOR) {
		twin_warrant(tag, body);
		return;
	}
	if (m == MSG_SIGNIN && (!p || strcmp(s->password, "password") != 0))
		twin_done(tag, ROLE_auth, ++wrong % 6 == 5 ? E_LOCKED : E_SIGNIN, NULL);
	else if (m == MSG_STEPUP && strcmp(u->code, "123456") != 0)
		twin_done(tag, ROLE_auth, E_STEPUP, NULL);
	else
		ticket(tag, p, m == MSG_STEPUP ? clock_now() + 600 : 0);
}

static void finding(uint64_t tag, enum finding_code code, enum place_kind place, uint32_t count,
		    const char *text)
{
	struct body_row_finding row = {.finding = {.code = (uint16_t)code,
						   .place_kind = (uint8_t)place,
						   .place = place ? 2 : 0,
						   .count = count,
						   .text_len = (uint32_t)strlen(text)}};
	memcpy(row.finding.text, text, strlen(text));
	twin_answer(tag, ROLE_store, MSG_ROW_FINDING, &row, -1);
}

static void findings(uint64_t tag, const struct body_row_item *i)
{
	if (!i)
		return;
	if (i->removed) {
		finding(tag, FINDING_MACRO, PLACE_PART, 3, "word/vbaProject.bin");
		finding(tag, FINDING_EXTERNAL, PLACE_PART, 1, "word/_rels/document.xml.rels");
		finding(tag, FINDING_METADATA, PLACE_FILE, 1, "");
		finding(tag, FINDING_CUSTOM_XML, PLACE_FILE, 2, "customXml/item1.xml");
	}
	if (i->lost)
		finding(tag, FINDING_PICTURE_REPLACED, PLACE_PART, 1, "word/media/image3.emf");
	if (i->kept) {
		finding(tag, FINDING_TRACKED, PLACE_FILE, 6, "");
		finding(tag, FINDING_LINK, PLACE_FILE, 2, "");
	}
}

static int text_fd(const char *text)
{
	int fd = memfd_create("text", MFD_CLOEXEC);
	if (fd >= 0 && file_write(fd, view_str(text)) != OK)
		abort();
	return fd;
}

static int picture_fd(void)
{
	/* 2 x 2 pixels */
	static const uint8_t png[] = {
	    0x89, 'P',	'N',  'G',  13,	  10,	26,   10,   0,	  0,	0,    13,   'I',
	    'H',  'D',	'R',  0,    0,	  0,	2,    0,    0,	  0,	2,    8,    2,
	    0,	  0,	0,    0xfd, 0xd4, 0x9a, 0x73, 0,    0,	  0,	0x12, 'I',  'D',
	    'A',  'T',	0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0xf0, 0x1f, 0x8c, 0x81, 0x24,
	    0x03, 0x00, 0x2b, 0xd4, 0x05, 0xfb, 0x94, 0x22, 0x9f, 0x7d, 0,    0,    0,
	    0,	  'I',	'E',  'N',  'D',  0xae, 0x42, 0x60, 0x82};
	int fd = memfd_create("png", MFD_CLOEXEC);
	if (fd >= 0 && file_write(fd, view_of(png, sizeof(png))) != OK)
		abort();
	return fd;
}

static bool listed(const struct body_query *q, const struct body_row_item *i)
{
	bool in = i->envelope.direction == DIRECTION_IN;
	switch (q->query) {
	case QUERY_INBOX:
		return in &&
		       (!strcmp(q->text, "unit") || i->envelope.recipient_kind == RECIPIENT_UNIT);
	case QUERY_SENT:
		return !in && !strcmp(i->envelope.sender, q->ticket.person);
	case QUERY_CHECKING:
		return i->state == STATE_CHECKING && !strcmp(i->envelope.sender, q->ticket.person);
	case QUERY_PENDING:
		return i->state == STATE_WAITING &&
		       strcmp(i->envelope.sender, q->ticket.person) != 0;
	case QUERY_STUCK:
		return !strcmp(q->text, "refused")    ? i->state == STATE_REFUSED
		       : !strcmp(q->text, "waiting")  ? i->state == STATE_WAITING
		       : !strcmp(q->text, "checking") ? i->state == STATE_CHECKING
						      : i->state == STATE_HELD;
	case QUERY_CONFIRM:
		return i->state == STATE_WAITING && i->urgency == URGENCY_ASKED &&
		       strcmp(i->envelope.sender, q->ticket.person) != 0 &&
		       strcmp(q->ticket.person, "2002") == 0;
	case QUERY_AFTER:
		return i->urgency == URGENCY_SENT &&
		       (q->ticket.person[0] == '2' || q->ticket.person[0] == '1');
	default:
		return false;
	}
}

struct body_row_item *twin_find(const uint8_t *id)
{
	for (size_t k = 0; k < item_count; k++)
		if (!memcmp(items[k].row.envelope.id, id, ID_LEN))
			return &items[k].row;
	return NULL;
}

void twin_moves(const struct body_row_item *i)
{
	for (size_t k = 0; k < item_count; k++)
		if (&items[k].row == i)
			items[k].live = true;
}

static bool is_away; /* 2001 */

static void away_rows(uint64_t tag, const char *person)
{
	struct body_row_away own = {.since = 0};
	bool head = !strcmp(person, "2001");
	if (head && is_away)
		own.since = clock_now() - 3600;
	SET(own.person, person);
	SET(own.deputy, head ? "藤井 直樹" : "");
	twin_answer(tag, ROLE_store, MSG_ROW_AWAY, &own, -1);
	if (head)
		return;
	struct body_row_away other = {.since = clock_now() - 7200, .until = clock_now() + 86400};
	SET(other.name, "村上 勇");
	SET(other.deputy, "藤井 直樹");
	twin_answer(tag, ROLE_store, MSG_ROW_AWAY, &other, -1);
}

static void step(uint64_t tag, const struct body_row_item *i, int64_t ago, enum item_state state,
		 uint32_t event, const char *who)
{
	struct body_row_step row = {
	    .time = i->changed - ago, .state = (uint32_t)state, .event = event};
	SET(row.who, who);
	twin_answer(tag, ROLE_store, MSG_ROW_STEP, &row, -1);
}

static void holder(uint64_t tag, const struct body_row_item *i, enum holder kind, const char *who,
		   int64_t in)
{
	struct body_row_step row = {
	    .time = clock_now() + in, .state = i->state, .holder = (uint32_t)kind};
	SET(row.who, who);
	twin_answer(tag, ROLE_store, MSG_ROW_STEP, &row, -1);
}

static void history(uint64_t tag, const struct body_row_item *i)
{
	step(tag, i, 40, STATE_ACCEPTED, 0, i->sender_name);
	step(tag, i, 35, STATE_DISARMING, 0, "");
	if (i->state == STATE_WAITING || i->state == STATE_RELEASED)
		step(tag, i, 20, STATE_REBUILDING, 0, "");
	step(tag, i, 0, (enum item_state)i->state, 0, i->decided_by);
	if (i->fetched)
		step(tag, i, -60, STATE_NONE, 12, "小川 美咲");
	if (i->state == STATE_WAITING) {
		holder(tag, i, HOLDER_APPROVER, "村上 勇", -300);
		holder(tag, i, HOLDER_DEPUTY, "藤井 直樹", 1500);
	} else if (i->state == STATE_RELEASED) {
		holder(tag, i, HOLDER_RECIPIENT, i->recipient_name, -300);
	} else if (i->state == STATE_HELD) {
		holder(tag, i, HOLDER_OPERATOR, "", -300);
	}
}

/* What the store would let this person do. */
static struct body_row_item seen_by(const struct body_row_item *i, const char *person)
{
	struct body_row_item row = *i;
	bool own = !strcmp(i->envelope.sender, person), head = !strcmp(person, "2001");
	row.may = 0;
	if (i->state == STATE_WAITING && !own && head)
		row.may |= MAY_APPROVE;
	if (i->state == STATE_WAITING && own && i->envelope.grade == GRADE_2 && !i->urgency)
		row.may |= MAY_URGENT;
	if (i->state == STATE_WAITING && i->urgency == URGENCY_ASKED && !strcmp(person, "2002"))
		row.may |= MAY_CONFIRM;
	if (i->urgency == URGENCY_SENT && head)
		row.may |= MAY_AFTER;
	if (i->state == STATE_HELD && !strcmp(person, "1101"))
		row.may |= MAY_OPERATE;
	if (i->state == STATE_CHECKING && own)
		row.may |= MAY_CHECK;
	if ((i->state == STATE_CHECKING || i->state == STATE_WAITING || i->state == STATE_LOCKED) &&
	    own)
		row.may |= MAY_WITHDRAW;
	twin_check_row(&row);
	return row;
}

static void on_search(uint64_t tag, const struct body_search *q)
{
	for (size_t k = item_count; k > 0; k--) {
		const struct body_row_item *i = &items[k - 1].row;
		struct body_row_item row = seen_by(i, q->ticket.person);
		if (view_has(view_str(i->envelope.name), view_str(q->words)) &&
		    (!q->state || i->state == q->state) &&
		    view_starts(view_str(i->number), view_str(q->number)))
			twin_answer(tag, ROLE_store, MSG_ROW_ITEM, &row, -1);
	}
	twin_done(tag, ROLE_store, OK, NULL);
}

/* What is asked about one item. False: this is not. */
static bool about_one(uint64_t tag, const struct body_query *q, const struct body_row_item *one)
{
	struct body_item fd_body = {{0}};
	struct body_row_item row;
	bool picture = view_ends(view_str(one->envelope.name), VIEW(".png"));
	switch (q->query) {
	case QUERY_ITEM:
		row = seen_by(one, q->ticket.person);
		row.may_unlock =
		    one->state == STATE_LOCKED && strcmp(q->ticket.person, "1101") != 0;
		if (one->envelope.direction == DIRECTION_IN && one->state == STATE_RELEASED)
			row.may |= MAY_ASK_ORIGINAL | MAY_ASK_BY_RULE;
		twin_answer(tag, ROLE_store, MSG_ROW_ITEM, &row, -1);
		break;
	case QUERY_HISTORY:
		history(tag, one);
		break;
	case QUERY_FINDINGS:
		findings(tag, one);
		break;
	case QUERY_FINDS:
		twin_finds(tag, one);
		break;
	case QUERY_FIND_PICTURE:
		twin_answer(tag, ROLE_store, MSG_ROW_FD, &fd_body, twin_find_picture(q->page));
		break;
	case QUERY_FILE:
		twin_answer(tag, ROLE_store, MSG_ROW_FD, &fd_body,
			    text_fd("組み立て直したファイル\n"));
		break;
	case QUERY_PREVIEW:
		twin_answer(
		    tag, ROLE_store, MSG_ROW_FD, &fd_body,
		    picture
			? picture_fd()
			: text_fd("設計照会への回答\n\n1. 舗装厚は図面のとおり 5cm とします。\n"
				  "2. 路盤材は再生砕石を使用できます。\n<b>太字ではない</b>\n"));
		break;
	default:
		return false;
	}
	return true;
}

static void on_query(uint64_t tag, const struct body_query *q)
{
	struct body_row_item *one = twin_find(q->id);
	twin_advance();
	bool needs_one = (q->query >= QUERY_ITEM && q->query <= QUERY_PREVIEW) ||
			 q->query == QUERY_HISTORY || q->query == QUERY_FINDS ||
			 q->query == QUERY_FIND_PICTURE;
	struct body_row_item row;
	if (needs_one && !one) {
		twin_done(tag, ROLE_store, E_NOT_FOUND, NULL);
		return;
	}
	if (one && about_one(tag, q, one)) {
		twin_done(tag, ROLE_store, OK, NULL);
		return;
	}
	switch (q->query) {
	case QUERY_AWAY:
		away_rows(tag, q->ticket.person);
		break;
	case QUERY_ORIGINALS:
		twin_originals(tag, q);
		return;
	case QUERY_VAULT:
		twin_vault(tag);
		return;
	case QUERY_PRESERVED:
		twin_preserved(tag, q->ticket.person);
		break;
	case QUERY_BALANCE:
		twin_balance(tag);
		break;
	case QUERY_LOG:
		twin_log(tag);
		break;
	case QUERY_ZONE:
		if (!q->text[0])
			twin_zone(tag);
		break;
	case QUERY_ZONE_REPORT:
		twin_zone_report(tag, q);
		break;
	case QUERY_ZONE_DRIFT:
		twin_zone_drift(tag);
		break;
	case QUERY_INBOX_NEW: {
		struct body_done done = {.count = strcmp(q->text, "unit") ? 2 : 3};
		twin_done(tag, ROLE_store, OK, &done);
		return;
	}
	default:
		for (size_t k = item_count; k > 0; k--)
			if (listed(q, &items[k - 1].row)) {
				row = seen_by(&items[k - 1].row, q->ticket.person);
				twin_answer(tag, ROLE_store, MSG_ROW_ITEM, &row, -1);
			}
	}
	twin_done(tag, ROLE_store, OK, NULL);
}

enum err twin_asked(enum role peer, enum msg m, uint64_t tag, const void *body)
{
	if (peer == ROLE_belt)
		on_belt(m, tag, body);
	else if (peer == ROLE_auth)
		on_auth(m, tag, body);
	else if (m == MSG_QUERY)
		on_query(tag, body);
	else if (m == MSG_SEARCH)
		on_search(tag, body);
	else if (m == MSG_AWAY) {
		const struct body_away *a = body;
		is_away = a->since != 0;
		twin_done(tag, ROLE_store, OK, NULL);
	} else if (m == MSG_PRESERVE)
		twin_done(tag, ROLE_store, twin_preserve(body), NULL);
	else if (m == MSG_PASSWORD)
		twin_done(tag, ROLE_store, twin_password(body), NULL);
	else if (m == MSG_CHECK) {
		const struct body_check *c = body;
		struct body_row_item *one = twin_find(c->id);
		twin_done(tag, ROLE_store, one ? twin_check(one, c) : E_NOT_FOUND, NULL);
	} else if (m == MSG_ORIGINAL_ACT) {
		const struct body_original_act *a = body;
		twin_original_act(tag, a, twin_find(a->id));
	} else if (m == MSG_ACT)
		twin_done(tag, ROLE_store, twin_act(body), NULL);
	return OK;
}
