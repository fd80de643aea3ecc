/**
 * Nodes of a workflow: a typed description (ports, parameters, resources) and the code behind it. The descriptions are
 * data, so an editor can draw a node and check its inputs without loading the plugin.
 */
@Export
@Version("1.0.0")
package dev.pergola.api.node;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
