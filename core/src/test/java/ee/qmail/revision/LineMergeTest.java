package ee.qmail.revision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineMergeTest {
    private static final String BASE = "a\nb\nc\nd\ne\n";

    @Test
    void changesThatDoNotTouchEachOtherAreBothMade() {
        assertThat(LineMerge.ofText(BASE, "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\nf\n"))
                .hasValue("A\nb\nc\nd\nE\nf\n");
        assertThat(LineMerge.ofText(BASE, "a\nb\nc\nd\ne\nf\n", "b\nc\nd\ne\n")).hasValue("b\nc\nd\ne\nf\n");
        assertThat(LineMerge.ofText(BASE, BASE, "")).hasValue("");
    }

    @Test
    void changesOfOneLineOrOfNeighboursAreNotPutTogether() {
        assertThat(LineMerge.ofText(BASE, "A\nb\nc\nd\ne\n", "x\nb\nc\nd\ne\n")).isEmpty();
        assertThat(LineMerge.ofText(BASE, "A\nb\nc\nd\ne\n", "a\nB\nc\nd\ne\n")).isEmpty();
        assertThat(LineMerge.ofList(BASE, "a\nb\n", "a\nb\nc\nD\ne\n")).isEmpty();
    }

    @Test
    void theSameChangeTwiceIsMadeOnce() {
        assertThat(LineMerge.ofText(BASE, "a\nB\nc\nd\ne\n", "a\nB\nc\nd\ne\n")).hasValue("a\nB\nc\nd\ne\n");
        assertThat(LineMerge.ofList("a\n", "a\nx\n", "a\nx\n")).hasValue("a\nx\n");
    }

    /** Both have added a domain at the end of rcpthosts. */
    @Test
    void whatIsAddedAtOnePlaceIsBothThereInAListAndNotWhereTheOrderCounts() {
        assertThat(LineMerge.ofList("a\n", "a\nmine\nboth\n", "a\ntheirs\nboth\n"))
                .hasValue("a\ntheirs\nboth\nmine\n");
        assertThat(LineMerge.ofText("a\n", "a\nmine\n", "a\ntheirs\n")).isEmpty();
    }
}
