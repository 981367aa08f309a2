#!/usr/bin/env python3
"""Counts every figure of a report again from its data files, knowing nothing of the program that wrote it.

recount.py FOLDER   FOLDER holds report.html and data/. Prints what differs; exit code 1 where anything does.
"""
import csv, html, math, re, sys
from collections import Counter, defaultdict
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

folder = Path(sys.argv[1])


def table(name):
    with open(folder / "data" / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def tenth(value):
    return None if value is None else float(Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def median_days(spans):
    spans = sorted(spans)
    if not spans:
        return None
    middle = len(spans) // 2
    return spans[middle] if len(spans) % 2 else (spans[middle - 1] + spans[middle]) / 2


def days(start, end):
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() / 86400


def share(rows, other):
    """Right of right + other, of all frames that the drawn ones stand for, and its 95 % interval."""
    frames = defaultdict(lambda: [None, 0, 0, 0, 0])
    for row in rows:
        frame = frames[row["check"], row["frame"]]
        frame[0] = (row["check"], row["had_boxes"])
        frame[1], frame[2] = int(row["population"]), int(row["drawn"])
        frame[3] += int(row["right"])
        frame[4] += int(row["right"]) + int(row[other])
    frames = list(frames.values())
    counted = sum(f[4] for f in frames)
    if not counted:
        return None
    weight = lambda f: f[1] / f[2]
    all_ = sum(weight(f) * f[4] for f in frames)
    ratio = sum(weight(f) * f[3] for f in frames) / all_
    strata = defaultdict(list)
    for f in frames:
        strata[f[0]].append(f)
    variance = 0.0
    for stratum in strata.values():
        off = [f[3] - ratio * f[4] for f in stratum]
        mean = sum(off) / len(off)
        spread = sum((o - mean) ** 2 for o in off) / (len(off) - 1) if len(off) > 1 else off[0] ** 2
        variance += stratum[0][1] ** 2 * spread / len(stratum)
    variance /= all_ ** 2
    plain = min(counted, ratio * (1 - ratio) / variance) if variance > 0 and 0 < ratio < 1 else all_ ** 2 / sum((weight(f) * f[4]) ** 2 for f in frames)
    z = 1.959964
    d = max(1, len(frames) - len(strata))
    student = z + (z**3 + z) / (4 * d) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * d * d) + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * d**3)
    n = plain * (z / student) ** 2
    middle = (ratio + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(ratio * (1 - ratio) / n + z * z / (4 * n * n))
    return ratio, max(0, middle - half), min(1, middle + half)


proposals, reports, answers = table("proposals"), table("reports"), table("answers")
driving, defects, cases, accuracy = table("driving"), table("defects"), table("cases"), table("accuracy")
said = {row["figure"]: row for row in table("figures")}


def to_answer(kind, things):
    first = {}
    for answer in answers:
        if answer["subject_kind"] == kind:
            number = answer["subject_number"]
            first[number] = min(first.get(number, answer["published_at"]), answer["published_at"], key=datetime.fromisoformat)
    return median_days([days(t["submitted_at"], first[t["number"]]) for t in things if t["number"] in first])


def driven(column, per=1):
    return sum(int(d[column]) for d in driving) / per if driving else None


recall, precision = share(accuracy, "missed"), share(accuracy, "wrong")
counted = {
    "proposals": len(proposals),
    "reports": len(reports) + int(float(said["reports_private"]["value"])),
    "answers": len(answers),
    "days_to_answer_proposals": tenth(to_answer("proposal", proposals)),
    "days_to_answer_reports": tenth(to_answer("report", reports)),
    "km": tenth(driven("meters_driven", 1000)),
    "km_seen": tenth(driven("meters_seen", 1000)),
    "frames": driven("frames"),
    "frames_unclear": driven("frames_unclear"),
    "detections": driven("detections"),
    "defects": len(defects),
    "cases": len(cases),
    "cases_joined": sum(c["reports"] != "0" and c["defects"] != "0" for c in cases),
    "repaired": sum(bool(c["done_at"]) for c in cases),
    "days_to_repair": tenth(median_days([days(c["opened_at"], c["done_at"]) for c in cases if c["done_at"]])),
    "recall_here": tenth(recall and recall[0] * 100),
    "precision_here": tenth(precision and precision[0] * 100),
}
# Of these the files hold no rows, since nobody may see the things that are counted.
only_counted = {"supports", "reports_private", "defects_waiting", "defects_rejected"}
# A drive over midnight is on two days.
bounded = {"drives": (0 if not driving else max(int(d["drives"]) for d in driving), sum(int(d["drives"]) for d in driving))}

wrong = []
for figure, row in said.items():
    value = float(row["value"]) if row["value"] else None
    if figure in only_counted:
        continue
    if figure in bounded:
        low, high = bounded[figure]
        if not low <= value <= high:
            wrong.append(f"{figure}: {value}, the files say {low} to {high}")
    elif figure not in counted:
        wrong.append(f"{figure}: nobody counts this again")
    elif counted[figure] is None or value is None:
        if counted[figure] is not value:
            wrong.append(f"{figure}: {value}, the files say {counted[figure]}")
    elif abs(counted[figure] - value) > (0.0501 if figure.startswith("days") else 1e-9):
        wrong.append(f"{figure}: {value}, the files say {counted[figure]}")
for figure, again in (("recall_here", recall), ("precision_here", precision)):
    interval = re.search(r"(\d+)(?:～|から | to )(\d+)%", said[figure]["basis"])
    if again and (not interval or [int(x) for x in interval.groups()] != [int(Decimal(repr(x * 100)).quantize(Decimal("1"), ROUND_HALF_UP)) for x in again[1:]]):
        wrong.append(f"{figure}: interval {interval and interval.groups()}, the files say {again[1:]}")

# The page says the same numbers as the file, and each chart is the count of one column.
page = (folder / "report.html").read_text(encoding="utf-8")
for name, cell in re.findall(r'<tr><th scope="row">([^<]*)</th><td class="num">(.*?)</td><td class="small">', page):
    row = next((r for r in said.values() if r["name"] == html.unescape(name)), None)
    number = re.match(r"([\d,.]+)", cell)
    if row is None or (float(number.group(1).replace(",", "")) if number else None) != (float(row["value"]) if row["value"] else None):
        wrong.append(f"the page says {cell} of {name}")
columns = [(rows, column) for rows, names in (
    (proposals, ("district_name", "category_name", "outcome")), (reports, ("category_name", "district_name")),
    (defects, ("class_name", "severity", "district_name")), (cases, ("state",))) for column in names for rows in (rows,)]
counts = [Counter(row[column] for row in rows) for rows, column in columns]
charts = 0
for chart in re.findall(r"<figure>.*?</figure>", page, re.S):
    bars = {html.unescape(label): int(value) for label, value in re.findall(r'<tr><th scope="row">([^<]*)</th><td class="num">(\d+)</td></tr>', chart)}
    if not bars:
        continue
    charts += 1
    if not any(sorted(bars.values()) == sorted(c.values()) and all(c[label] == n for label, n in bars.items() if label in c) for c in counts):
        wrong.append(f"a chart that no column gives: {bars}")

print("\n".join(wrong) or f"{len(counted) + len(bounded)} figures and {charts} charts counted again, {len(only_counted)} have no rows")
sys.exit(1 if wrong else 0)
