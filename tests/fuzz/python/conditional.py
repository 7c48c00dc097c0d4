if True:
    class Main:
        if True:
            def __init__(self): pass
            def train(self, d): pass
        else:
            def save(self): pass
        def evaluate(self, d): return 1
Main.save = lambda self: None
__all__ = ["Main"]
del Main
