package dev.pergola.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a sandbox is shown does not depend on names that its plugin may change. */
class PermissionRowsTest {
    private static final Path FOLDER = Path.of("/srv/work");
    private static final Path WITHIN = FOLDER.resolve("in/deep");
    private static final Path OTHER = Path.of("/srv/work-of-others");

    @Test
    void whatIsWithinAFolderThatItMayWriteToIsNotShownApart() {
        PermissionRows.Files files = new PermissionRows.Files(Set.of(WITHIN, OTHER), Set.of(FOLDER, WITHIN));

        assertThat(files.write()).containsExactly(FOLDER);
        assertThat(files.read()).containsExactly(OTHER);
    }

    @Test
    void whatItMayWriteToWithinAFolderThatItReadsIs() {
        PermissionRows.Files files = new PermissionRows.Files(Set.of(FOLDER), Set.of(WITHIN));

        assertThat(files.read()).containsExactly(FOLDER);
        assertThat(files.write()).containsExactly(WITHIN);
    }
}
