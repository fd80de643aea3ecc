package dev.pergola.permissions.internal;

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
 * @param permissions what it allows or denies
 */
record Row(String name, boolean allows, String locations, List<PermissionInfo> permissions) {
    ConditionInfo[] conditions() {
        return new ConditionInfo[] {new ConditionInfo(BundleLocationCondition.class.getName(), new String[] {locations})
        };
    }

    PermissionInfo[] infos() {
        return permissions.toArray(new PermissionInfo[0]);
    }
}
