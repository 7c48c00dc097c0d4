from base import Shared
import helpers as h


class Main(Shared):
    limit: int = 3

    def __init__(self, size=3, *rest, **more):
        super().__init__()
        self.rows = [x for x in range(size) if x % 2]

    @staticmethod
    def helper(a, /, b, *, c=lambda d: (d, d)):
        return f"{a!r:>{b}} {'x' if c else 'y'}"

    async def train(self, directory):
        async with open(directory) as file:
            return await file

    save = h.save
