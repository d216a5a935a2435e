"""Makes words.bin, the table of what words mean; README.md beside this says from what and in which order.

    make.py texts  TABLE.json WORDNET DIR   writes DIR/words.txt and DIR/sentences.txt, one text a line
    make.py table  DIR                      reads those and DIR/words.f32, DIR/sentences.f32 and writes words.bin beside this
"""
import collections, json, pathlib, random, re, sys

WORDS, ROWS, DIMS = 45_000, 15_000, 64  # words asked about, stems kept, numbers of each
REQUESTS, EXAMPLES = 9_000, 3_200       # sentences, made up here and from WordNet

# Made-up requests to a help desk of any kind. Only how words add up to sentences is learned from them.
NOUNS = """
account password email mailbox printer laptop computer phone tablet screen monitor keyboard mouse headset camera microphone network wifi VPN
internet connection server website page link login profile settings app application software program update license subscription plan
invoice bill payment refund order parcel package delivery shipment address card PIN balance statement transfer deposit withdrawal cash fee
charge currency exchange rate bank cheque tax receipt discount voucher coupon gift contract policy insurance claim salary payslip holiday
leave request form document file folder attachment photo picture video message notification reminder calendar meeting appointment booking
reservation ticket seat flight room hotel door badge key lock desk chair office building parking heating light report dashboard chart table
list spreadsheet backup copy data record database customer user employee manager colleague team supplier partner friend family member child
passport identity document name number code token verification security certificate browser tab window button menu icon font color language
translation time zone date version feature option limit quota storage memory disk drive battery charger cable adapter port device machine
tool equipment warranty repair replacement spare part model size color product item basket cart checkout shop store merchant seller buyer
price amount total error message warning crash bug problem issue request question complaint feedback survey training course manual guide
documentation help support agent chat call line voicemail fax scanner copier toner paper tray driver operating system desktop shortcut
search filter result query script job schedule task workflow approval signature permission role group access share channel thread comment
post review rating
""".split()
VERBS = """
open close start stop install uninstall update upgrade download upload send receive forward reply print scan copy move delete restore
recover save edit change rename reset unlock block unblock activate deactivate enable disable cancel renew extend order return exchange
replace repair track find see view check verify confirm approve reject submit sign log create add remove invite share connect disconnect
link unlink sync import export transfer pay charge refund withdraw deposit top use access enter reach join leave book schedule postpone move
report request get buy sell choose set configure test run load play record mute call contact lose forget remember know understand explain
fix solve
""".split()
SPOKEN = {"top": "top up", "log": "log in to"}
QUALITIES = """
new old wrong lost stolen broken missing damaged slow late early expired blocked locked pending failed declined duplicate double extra
unknown strange suspicious different second additional physical virtual temporary permanent foreign international local personal private
shared public automatic manual monthly yearly weekly free cheap expensive high low maximum minimum safe secure unsafe correct incorrect full
empty available unavailable current previous next last first whole
""".split()
DONE = """
blocked declined rejected cancelled charged refunded delivered sent received lost stolen deleted changed updated approved refused returned
reversed locked expired hacked damaged disabled processed accepted opened closed renewed duplicated corrupted ignored shown hidden
""".split()
WHEN = """yesterday, today, this morning, last week, two days ago, since Monday, for weeks, for hours, after the update, last month, last night, every
time, again, in the meantime, by mistake, twice, abroad, at home, on my phone, online, in a shop, while travelling""".replace("\n", " ").split(", ")
FRAMES = """
how do I {v} my {n}?
how can I {v} a {n}?
can I {v} the {n}?
where can I {v} my {n}?
where do I find the {n}?
what is the {n} for the {n2}?
why was my {n} {p}?
why is my {n} {a}?
why can't I {v} my {n}?
I can't {v} my {n}
I cannot {v} the {n}
I am unable to {v} the {n}
my {n} is not working
the {n} doesn't work
my {n} was {p} {t}
my {n} has been {p}
my {n} hasn't been {p}
my {n} still isn't {p}
the {n} has not arrived
I haven't received my {n}
I didn't {v} this {n}
I never asked to {v} a {n}
someone else used my {n}
I think my {n} was {p}
I lost my {n}
I forgot my {n}
I need to {v} my {n}
I want to {v} my {n}
I would like a {a} {n}
please {v} my {n}
please help me {v} the {n}
I need a {a} {n}
how long does it take to {v} a {n}?
how long until my {n} is {p}?
when will my {n} arrive?
when will the {n} be {p}?
how much does it cost to {v} a {n}?
is there a {n} for the {n2}?
do you charge for a {n}?
do you support {n}?
which {n} do you accept?
what {n} can I use with the {n2}?
is it possible to {v} the {n} from my {n2}?
can my {n} be used {t}?
can someone else {v} my {n}?
can I have a second {n}?
how many {n} can I have?
is there a limit on the {n}?
what is the {a} {n}?
who can {v} my {n}?
am I too young to {v} a {n}?
it says my {n} is {a}
I got an error when I tried to {v} my {n}
I tried to {v} the {n} but it was {p}
the {n} shows the wrong {n2}
my {n} is still pending
there is a {n} on my {n2} that I don't recognise
there is an extra {n} on my {n2}
I was charged for the {n}
I was charged twice for one {n}
the {n} disappeared from my {n2}
my {n} is {a} and I need it {t}
I {v} the {n} {t} and nothing happened
the {n} got stuck in the {n2}
the {n} keeps freezing when I {v} the {n2}
{n} not working
{n} {p}
{a} {n}
{v} {n}
{n} {n2}
cannot {v} {n}
unable to {v} {n}
need {n}
problem with {n}
error when I {v} {n}
what happens if I {v} my {n}?
what should I do if my {n} is {a}?
do I have to {v} my {n}?
why do I need to {v} my {n}?
I don't want to {v} my {n}
I no longer need my {n}
I changed my mind about the {n}
I made a mistake with my {n}
I entered the wrong {n}
my {n} and my {n2} do not match
I am not happy with the {n}
tell me about the {n}
is my {n} safe?
I have a question about the {n}
does the {n} work with {n2}?
the {n} of my {n2} is {a}
how do I know if my {n} was {p}?
could you tell me why my {n} is {p}?
I moved and need to {v} my {n}
I just got my {n}, how do I {v} it?
I am still waiting for my {n}
""".strip().split("\n")


def requests():
    pick, out = random.Random(7), set()
    while len(out) < REQUESTS:
        frame, verb = pick.choice(FRAMES), pick.choice(VERBS)
        out.add(frame.format(n=pick.choice(NOUNS), n2=pick.choice(NOUNS), v=SPOKEN.get(verb, verb), a=pick.choice(QUALITIES),
                             p=pick.choice(DONE), t=pick.choice(WHEN)))
    out = sorted(out)
    pick.shuffle(out)
    return out


def examples(wordnet):
    """Sentences from WordNet's examples, and some of its short definitions."""
    out = set()
    for part in "noun", "verb", "adj", "adv":
        for line in open(f"{wordnet}/data.{part}", encoding="latin1"):
            if line[0] == " ":
                continue
            gloss = line.split("|", 1)[1]
            for text in re.findall('"([^"]+)"', gloss):
                text = " ".join(text.split())
                if 3 <= len(text.split()) <= 16:
                    out.add(text)
            meant = gloss.split(";")[0].strip()
            if part in ("verb", "noun") and 3 <= len(meant.split()) <= 9 and random.Random(meant).random() < 0.12:
                out.add(meant)
    out = sorted(out)
    random.Random(1).shuffle(out)
    return out[:EXAMPLES]


def texts(table, wordnet, to):
    words = [w for w in json.load(open(table))["words"] if re.fullmatch("[a-z][a-z0-9]*", w) and len(w) <= 20]
    (to / "words.txt").write_text("\n".join(words[:WORDS]) + "\n")  # the commonest first
    (to / "sentences.txt").write_text("\n".join(requests() + examples(wordnet)) + "\n")


def stem(w):
    """The same as stem in text.go."""
    if len(w) < 4 or not "a" <= w[-1] <= "z":
        return w
    if w.endswith("ies"):
        w = w[:-3] + "y"
    elif w.endswith("sses"):
        w = w[:-2]
    elif w.endswith("s") and not w.endswith(("ss", "us", "is")):
        w = w[:-1]
    for end in "ing", "edly", "ed", "ment", "ation", "ion", "ly", "al":
        base = w[: -len(end)]
        if w.endswith(end) and len(base) >= 3 and any(c in "aeiouy" for c in base):
            w = base[:-1] if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz" else base
            break
    return w[:-1] if len(w) > 4 and w[-1] in "ey" else w


def hashed(w):
    """The same as hash(0, w) in features.go."""
    h = 2166136261
    for c in w.encode():
        h = (h ^ c) * 16777619 & 0xFFFFFFFF
    h = (h ^ h >> 16) * 0x7FEB352D & 0xFFFFFFFF
    h = (h ^ h >> 15) * 0x846CA68B & 0xFFFFFFFF
    return h ^ h >> 16


def table(folder):
    import numpy as np
    from scipy import sparse
    from scipy.sparse.linalg import cg

    rare, evened, kept = 1e-3, 10, 30  # a word this frequent counts half; strengths of the two ridge regressions
    read = lambda name: (open(folder / f"{name}.txt").read().split("\n")[:-1],
                         np.fromfile(folder / f"{name}.f32", dtype="<f4").reshape(-1, 512))
    words, alone = read("words")
    sentences, whole = read("sentences")
    whole = np.vstack([part - part.mean(0) for part in (whole[:REQUESTS], whole[REQUESTS:])])
    alone = alone - alone[:20_000].mean(0)

    # A stem is the mean of its words, weighed by how frequent they are (by Zipf's law) and less the more frequent it is.
    rows, often, sums = {}, [], []
    for order, (w, v) in enumerate(zip(words, alone), 1):
        if stem(w) not in rows:
            if len(rows) == ROWS:
                continue
            rows[stem(w)] = len(rows)
            often.append(0)
            sums.append(np.zeros(512))
        share = 1 / order / np.log(1.78 * 60_000)
        often[rows[stem(w)]] += share
        sums[rows[stem(w)]] += share * v
    often = np.array(often)[:, None]
    stems = np.array(sums) / often * rare / (rare + often)

    # What the sentences are made of, with what they add to the words: the "t" of "can't" says much.
    said = [[stem(w) for w in re.findall("[a-z0-9]+", s.lower())] for s in sentences]
    for w, n in collections.Counter(w for s in said for w in s).items():
        if w not in rows and n >= 5:
            rows[w] = len(rows)
    stems = np.vstack([stems, np.zeros((len(rows) - len(stems), 512))])
    at = [(i, rows[w]) for i, s in enumerate(said) for w in s if w in rows]
    counts = sparse.csr_matrix((np.ones(len(at)), tuple(zip(*at))), shape=(len(said), len(rows)))

    # The directions in which sentences differ most; words are turned so that they add up to sentences there, and then
    # those that the sentences have are moved a little further.
    _, _, axes = np.linalg.svd(whole, full_matrices=False)
    goal = whole @ axes[:DIMS].T
    sums = counts @ stems
    out = stems @ np.linalg.solve(sums.T @ sums + evened * np.eye(512), sums.T @ goal)
    used = np.unique(counts.indices)
    own = counts[:, used]
    left, gap = (own.T @ own + kept * sparse.eye(len(used))).tocsr(), own.T @ (goal - counts @ out)
    out[used] += np.column_stack([cg(left, gap[:, j], maxiter=60)[0] for j in range(DIMS)])

    scale = 127 / np.quantile(np.abs(out), 0.9999)
    out = np.clip(np.rint(out * scale), -127, 127).astype(np.int8)
    lines = sorted((hashed(w), j) for w, j in rows.items() if out[j].any())
    assert len({h for h, _ in lines}) == len(lines), "two stems have one hash"
    with open(pathlib.Path(__file__).parent / "words.bin", "wb") as f:
        for h, j in lines:
            f.write(h.to_bytes(4, "little") + out[j].tobytes())


if __name__ == "__main__":
    if len(sys.argv) == 5 and sys.argv[1] == "texts":
        texts(sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4]))
    elif len(sys.argv) == 3 and sys.argv[1] == "table":
        table(pathlib.Path(sys.argv[2]))
    else:
        sys.exit(__doc__)
