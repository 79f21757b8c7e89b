"""The command line both programs share."""

import unittest

from jhmp import options


class OptionsTest(unittest.TestCase):
    def test_positional_arguments_may_look_like_options(self):
        self.assertEqual(options.parse(["--n", "--n", "5"], 1, {"--n": 1}), (["--n"], {"--n": 5}))
        for arguments in ([], ["a", "--n"], ["a", "--n", "-1"], ["a", "--m", "1"], ["a", "b"]):
            self.assertRaises(options.UsageError, options.parse, arguments, 1, {"--n": 1})


if __name__ == "__main__":
    unittest.main()
