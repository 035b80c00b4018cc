"""Words for invented texts: as often as in a language, a few everywhere and most hardly ever."""

from itertools import accumulate, product
from random import Random

# The most frequent words of English prose and of this field, the most frequent first.
COMMON = (
    "the of and to in that they it as was for with not be their work by from on this them support or were felt but"
    " who which people some what others one when being more had time about how through participants experience"
    " trust job help hope illness meaning health would could staff between own care need way recovery feeling"
    " themselves working relationship life many different important family change service patient identity control"
    " fear stigma friends doctor struggle balance future past waiting loss strength knowledge coping uncertainty"
    " daily role home body pain nurse treatment advice respect dignity money shame silence belonging routine"
).split()

# The rest is made of syllables, so that a text search finds a word in few texts or in many, as in real ones.
RARE = ["".join(parts) for parts in product("ba de fi go lu mer nal por sti tor vel".split(), repeat=4)]
Random(0).shuffle(RARE)

_WORDS = [*COMMON, *RARE]
_WEIGHTS = list(accumulate(1 / (rank + 2.7) for rank in range(len(_WORDS))))  # the law of Zipf and Mandelbrot


def words(random: Random, count: int) -> str:
    """Draw words, parted by spaces."""
    return " ".join(random.choices(_WORDS, cum_weights=_WEIGHTS, k=count))


def label(random: Random) -> str:
    """Draw the name of a metaphor, in English, as Turtle writes it."""
    return f'"{words(random, random.randint(3, 8))}"@en'


def sentence(random: Random, longest: int = 32) -> str:
    """Draw a sentence of a third of the longest, or more, in English, as Turtle writes it."""
    return f'"{words(random, random.randint(longest // 3, longest)).capitalize()}."@en'


def family_name(random: Random) -> str:
    """Draw the family name of an author, of which there are some thousands."""
    return random.choice(RARE).capitalize()
