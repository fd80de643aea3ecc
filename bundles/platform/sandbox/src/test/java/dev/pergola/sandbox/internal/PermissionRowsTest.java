package dev.pergola.sandbox.internal;

import static dev.pergola.sandbox.internal.Fakes.fake;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilePermission;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.condpermadmin.BundleLocationCondition;
import org.osgi.service.condpermadmin.ConditionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionAdmin;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionUpdate;
import org.osgi.service.permissionadmin.PermissionInfo;

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

    @Test
    void whatLibrariesMayGetToIsShownAsFarAsItIsThePluginsOwn(@TempDir Path plugins) throws IOException {
        Path own = Files.createDirectory(plugins.resolve("one"));
        Files.createDirectory(plugins.resolve("two"));
        PermissionRows rows = new PermissionRows(
                Optional.of(table(row("pergola:library/*", plugins), row("pergola:plugin/one/*", own))), plugins);

        PermissionRows.Files files = rows.files(List.of("pergola:library/commons/1", "pergola:plugin/one/1"));

        assertThat(files.write()).containsExactly(own);
        assertThat(files.read()).isEmpty();
    }

    private static ConditionalPermissionAdmin table(ConditionalPermissionInfo... rows) {
        ConditionalPermissionUpdate update =
                fake(ConditionalPermissionUpdate.class, "getConditionalPermissionInfos", arguments -> List.of(rows));
        return fake(ConditionalPermissionAdmin.class, "newConditionalPermissionUpdate", arguments -> update);
    }

    /** One that lets whatever is at a location read and write all below a folder. */
    private static ConditionalPermissionInfo row(String location, Path folder) {
        ConditionInfo where = new ConditionInfo(BundleLocationCondition.class.getName(), new String[] {location});
        PermissionInfo what = new PermissionInfo(FilePermission.class.getName(), folder + "/-", "read,write,delete");
        Map<String, Object> answers = Map.of(
                "getAccessDecision", ConditionalPermissionInfo.ALLOW,
                "getConditionInfos", new ConditionInfo[] {where},
                "getPermissionInfos", new PermissionInfo[] {what});
        Class<?> type = ConditionalPermissionInfo.class;
        return (ConditionalPermissionInfo) Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, called, given) -> answers.get(called.getName()));
    }
}
