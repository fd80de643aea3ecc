package dev.pergola.acceptance.contract;

import java.util.Map;

/** A service of the plugin's own, for itself. */
interface Tale {
    /** What it was given when it was made. */
    Map<String, Object> told();
}
