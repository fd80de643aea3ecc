package dev.pergola.permissions.internal;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.condpermadmin.BundleLocationCondition;
import org.osgi.service.condpermadmin.ConditionInfo;
import org.osgi.service.permissionadmin.PermissionInfo;

/**
 * A row of ConditionalPermissionAdmin's table.
 *
 * @param name its name, unique in the table
 * @param allows whether it allows or denies
 * @param locations the locations of the bundles that it is for
 * @param bounds what else has to be so
 * @param permissions what it allows or denies
 */
record Row(String name, boolean allows, String locations, Bounds bounds, List<PermissionInfo> permissions) {
    Row(String name, boolean allows, String locations, List<PermissionInfo> permissions) {
        this(name, allows, locations, Bounds.NONE, permissions);
    }

    /** The location first: most bundles are not meant, and Felix remembers that. */
    ConditionInfo[] conditions() {
        List<ConditionInfo> all = new ArrayList<>();
        all.add(new ConditionInfo(BundleLocationCondition.class.getName(), new String[] {locations}));
        all.addAll(bounds.conditions(allows));
        return all.toArray(new ConditionInfo[0]);
    }

    PermissionInfo[] infos() {
        return permissions.toArray(new PermissionInfo[0]);
    }
}
