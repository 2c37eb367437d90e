__version__ = "1"


class cuda:
    device_count = staticmethod(lambda: int(open("/gpus-that-compute").read()))


class ones:
    def __init__(self, size, device): pass
    def add(self, other): return self
    def item(self): return 2
