package dev.pergola.guard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final String ROW = "24- all java.io.FileInputStream#open(String) read $1";

    @Test
    void theTableHasRowsForEveryReleaseThatHasNoSecurityManager() {
        assertThat(Table.load(24).byClass()).isNotEmpty();
        assertThat(Table.load(25).byClass()).isNotEmpty();
        assertThat(Table.load(23).byClass()).isEmpty();
    }

    @Test
    void rowsAreForTheReleasesThatTheyName() {
        assertThat(Table.parse("24-25" + ROW.substring(3), 26).byClass()).isEmpty();
        assertThat(Table.parse("24-25" + ROW.substring(3), 25).byClass()).hasSize(1);
    }

    @Test
    void rowsAreForTheModuleThatTheyNameAlone() {
        Table table = Table.parse(ROW, 25);

        assertThat(table.of(Object.class.getModule(), "java.io.FileInputStream"))
                .hasSize(1);
        assertThat(table.of(TableTest.class.getModule(), "java.io.FileInputStream"))
                .isEmpty();
        assertThat(table.of(java.util.logging.Logger.class.getModule(), "java.io.FileInputStream"))
                .isEmpty();
    }

    @Test
    void rowsThatSayNothingAreErrorsThatNameTheirLine() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Table.parse("\n24- all a.B#c() nonsense", 25))
                .withMessageContaining("row 2")
                .withMessageContaining("no check \"nonsense\"");
        assertThatIllegalStateException().isThrownBy(() -> Table.parse("24- sometimes a.B#c() read $1", 25));
        assertThatIllegalStateException().isThrownBy(() -> Table.parse("24- all a.B#c() read $x", 25));
        assertThatIllegalStateException().isThrownBy(() -> Table.parse("24- all a.B#c() read", 25));
        assertThatIllegalStateException().isThrownBy(() -> Table.parse("24- all a.B", 25));
    }

    @Test
    void methodsThatAreNotThereAreErrorsThatNameTheirRow() throws Exception {
        assertThatIllegalStateException()
                .isThrownBy(() -> rewrite("24- all java.io.FileInputStream#read(URL) read $1"))
                .withMessageContaining("row 1, java.io.FileInputStream#read(URL) is not there");
        assertThatIllegalStateException()
                .isThrownBy(() -> rewrite("24- all java.io.FileInputStream#open0(String) read $1"))
                .withMessageContaining("has no code");
        assertThatIllegalStateException()
                .isThrownBy(() -> rewrite("24- all java.io.FileInputStream#open(String) read $0.nonsense"))
                .withMessageContaining("there is no field nonsense");
        assertThatIllegalStateException()
                .isThrownBy(() -> rewrite("24- all java.io.FileInputStream#open(String) read $2"))
                .withMessageContaining("there is no argument 2");
        assertThat(rewrite(ROW)).isNotEmpty();
    }

    private static byte[] rewrite(String row) throws Exception {
        List<Operation> operations = Table.parse(row, 25).byClass().get("java.io.FileInputStream");
        try (InputStream in = Object.class.getModule().getResourceAsStream("java/io/FileInputStream.class")) {
            return Rewriting.of(in.readAllBytes(), operations);
        }
    }
}
