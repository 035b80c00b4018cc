"""One or several reviews, opened together with the ontology: from folders, or from a store that holds them."""

from ipskg.corpus.asked import Corpus
from ipskg.corpus.folders import FolderCorpus
from ipskg.corpus.memory import MemoryCorpus
from ipskg.corpus.stored import StoreCorpus, open_at, open_store

__all__ = ["Corpus", "FolderCorpus", "MemoryCorpus", "StoreCorpus", "open_at", "open_store"]
