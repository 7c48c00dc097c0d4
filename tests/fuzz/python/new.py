type Row[T] = dict[str, T]


class Base[T]:
    def train(self, training_directory): ...

    def save(self): ...


class Main(Base[int]):
    def __init__(self):
        match self:
            case {"a": [1, *rest], **others} if rest:
                pass
            case Main(x=1) | None:
                pass
        try:
            (n := 10)
        except* ValueError as error:
            raise RuntimeError from error

    def evaluate(self, evaluation_directory) -> float:
        return 0x_ff + 1_000j - -1 ** 2 @ 3 // 4
