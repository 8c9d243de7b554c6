"""Writes vectors.txt: operation, operands and result, computed by Python's decimal (IBM's library) in decimal128.

Run: python3 generate.py > vectors.txt
"""

import random
from decimal import (ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP,
                     Context, Decimal, DivisionByZero, InvalidOperation, Overflow)

context = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, clamp=1,
                  traps=[DivisionByZero, InvalidOperation, Overflow])
random.seed(20230324)


def number():
    kind = random.random()
    digits = random.choice([1, 2, 3, 5, 9, 17, 19, 20, 30, 33, 34])
    if kind < 0.1:
        text = random.choice(["0", "1", "9" * digits, "1" + "0" * (digits - 1), "5" * digits, "0.00"])
    else:
        text = str(random.randrange(10 ** (digits - 1), 10**digits))
    exponent = random.choice([0, 0, 0, -1, -2, -4, -digits, 3, random.randrange(-40, 40), random.randrange(-70, 70)])
    if kind > 0.97:
        exponent = random.randrange(-6176, 6100)
    return context.create_decimal(random.choice(["", "", "-"]) + text + "E" + str(exponent))


def text(value):
    sign, digits, exponent = value.as_tuple()
    whole = int("".join(map(str, digits)))
    return ("-" if sign and whole else "") + str(whole) + "E" + str(exponent)


def write(name, operands, compute):
    try:
        result = text(compute())
    except (DivisionByZero, InvalidOperation, Overflow):
        result = "nil"
    print(name, *operands, result)


for _ in range(1500):
    a, b = number(), number()
    pair = (text(a), text(b))
    write("add", pair, lambda: context.add(a, b))
    write("multiply", pair, lambda: context.multiply(a, b))
    write("divide", pair, lambda: context.divide(a, b))
    write("compare", pair, lambda: context.compare(a, b))
for _ in range(300):
    a, scale = number(), random.choice([0, 0, 1, 2, 4, -1, -3, 20])
    for name, mode in [("halfEven", ROUND_HALF_EVEN), ("halfUp", ROUND_HALF_UP), ("halfDown", ROUND_HALF_DOWN),
                       ("up", ROUND_UP), ("down", ROUND_DOWN), ("floor", ROUND_FLOOR), ("ceiling", ROUND_CEILING)]:
        wide = Context(prec=7000, rounding=mode, Emin=-9999, Emax=9999)
        result = wide.quantize(a, Decimal(1).scaleb(-scale))
        if len(result.as_tuple().digits) <= 34:
            print(name, text(a), scale, text(result))
