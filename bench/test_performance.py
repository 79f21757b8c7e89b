"""What the page says follows from what was measured."""

import contextlib
import io
import unittest

from instructions import judge
from measuring import Goal, NotPossible, Row, program, ratios, rounded, shortened, spread
from page import page, plot, share_of, verdict
from performance import measured
from suite_rows import summary


class GoalTest(unittest.TestCase):
    def test_a_goal_is_met_by_the_median_of_its_rounds(self):
        self.assertTrue(Goal("rate", [0.1, 0.9, 5.0], at_least=0.9).met())
        self.assertFalse(Goal("rate", [0.1, 0.89, 5.0], at_least=0.9).met())
        self.assertTrue(Goal("time", [9.0, 1.2, 0.1], at_most=1.2).met())
        self.assertFalse(Goal("time", [9.0, 1.21, 0.1], at_most=1.2).met())
        self.assertTrue(Goal("share", [0.01]).met())

    def test_ratios_are_those_of_each_round(self):
        self.assertEqual(ratios([10, 40], [5, 10, 1]), [2, 4])

    def test_a_bar_of_length_one_is_the_goal(self):
        self.assertEqual(share_of(Goal("rate", [1.8], at_least=0.9)), 2)
        self.assertEqual(share_of(Goal("time", [2.4], at_most=1.2)), 0.5)
        self.assertIsNone(share_of(Goal("share", [0.5])))


class ProfileTest(unittest.TestCase):
    def test_names_of_functions_are_short_and_no_links(self):
        self.assertEqual(shortened("wiretrial::impl::(anonymous namespace)::name[abi:cxx11](int)"), "impl::name(int)")
        self.assertNotIn("](", shortened("operator new[](unsigned long)"))
        self.assertEqual(len(shortened("x" * 500)), 113)


class RecordTest(unittest.TestCase):
    def test_starts_and_connections_of_each_role_are_counted(self):
        def trial(role, *kinds):
            return {"role": role, "evidence": [{"events": [{"kind": kind} for kind in kinds]}]}

        record = {"trials": [trial("server", "started", "connected", "connected"), trial("client", "started", "accepted", "end"),
                             {"role": "client"}]}
        self.assertEqual(summary(record), {"trials": 3, "starts": {"server": 1, "client": 1}, "connections": 3})


class PageTest(unittest.TestCase):
    def rows(self):
        missed = Row("start", "nothing", [("ours", "ms", [3.0, 1.0, 2.0])], [Goal("time", [1.5, 1.3, 1.4], at_most=1.2)],
                     why="It is slow.", profile="Here.", peers="a peer")
        return [missed, Row("end", "all", missing="needs a moon")]

    def test_the_page_has_each_row_with_its_figures_and_whether_its_goal_is_met(self):
        text = page(self.rows(), "| work |", False, "plot.svg")
        for part in ("| start | nothing | time: at most 1.2 x | 1.4 (1.3 to 1.5) x | **missed** |", "| end | all | - | - | not measured |",
                     "| ours | 2 ms | 1 to 3 | 3 |", "It is slow.", "Here.", "Not measured: needs a moon.", "![Each goal and what was "
                     "reached](plot.svg)", "| peers | a peer |", "./justw bench", "| work |"):
            self.assertIn(part, text)

    def test_a_page_of_the_quick_setting_says_so(self):
        self.assertIn("say nothing", page(self.rows(), "", True, "plot.svg"))
        self.assertNotIn("say nothing", page(self.rows(), "", False, "plot.svg"))

    def test_the_plot_has_a_bar_for_each_goal(self):
        drawn = plot(self.rows())
        self.assertIn("start: time", drawn)
        self.assertIn("#c62828", drawn)
        self.assertEqual(drawn.count("<rect"), 2)  # one is the background

    def test_what_was_not_measured_is_not_met(self):
        self.assertEqual([verdict(row) for row in self.rows()], ["**missed**", "not measured"])
        self.assertFalse(self.rows()[1].met())

    def test_a_share_without_a_bound_is_stated(self):
        self.assertEqual(verdict(Row("share", "all", [], [Goal("share", [0.1])])), "stated")

    def test_figures_have_three_digits(self):
        self.assertEqual([rounded(one) for one in (0, 0.012345, 1.2345, 12.345, 123.45, 12345.6)],
                         ["0", "0.0123", "1.23", "12.3", "123", "12,346"])
        self.assertEqual(spread([1, 3, 2]), "2 (1 to 3)")

    def test_a_program_that_is_not_built_is_named_with_the_remedy(self):
        with self.assertRaisesRegex(NotPossible, "bin/no-such-program is not built: run `just bench`"):
            program("no-such-program")


class MeasurementTest(unittest.TestCase):
    def test_what_cannot_be_measured_is_a_row_and_what_goes_wrong_a_failure_besides(self):
        def moon_row(_):
            raise NotPossible("needs a moon")

        def broken_row(_):
            raise RuntimeError("it broke")

        rows, well = measured(moon_row, None)
        self.assertEqual(([row.what for row in rows], rows[0].missing, well), (["moon"], "needs a moon", True))
        with contextlib.redirect_stderr(io.StringIO()):
            rows, well = measured(broken_row, None)
        self.assertEqual((rows[0].missing, well), ("went wrong: it broke", False))


class InstructionsTest(unittest.TestCase):
    def test_a_count_beyond_its_bound_is_wrong_and_so_is_a_gain_that_is_not_kept(self):
        self.assertEqual(judge({"header": 1029, "content": 140}, {"header": 1000, "content": 100}), [])
        self.assertRegex(judge({"header": 1031}, {"header": 1000})[0], "became slower")
        self.assertRegex(judge({"header": 969}, {"header": 1000})[0], "keep the gain")
        self.assertRegex(judge({"content": 151}, {"content": 100})[0], "became slower")


if __name__ == "__main__":
    unittest.main()
