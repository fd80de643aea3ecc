package dev.pergola.permissions.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Files: one; those in a folder, {@code /srv/in/*}; a folder and everything below it, {@code /srv/in/**}; or all,
 * {@code *}. Paths are absolute, or begin with a variable.
 */
final class PathSyntax implements Syntax {
    static final String DATA = "${data}";
    static final String TMP = "${tmp}";

    private final String otherwise;

    PathSyntax(String otherwise) {
        this.otherwise = otherwise;
    }

    /** How much of a path is meant. */
    enum Reach {
        /** The file or folder itself. */
        ITSELF(""),
        /** What is in the folder, and not the folder. */
        CHILDREN("/*"),
        /** The folder and everything below it. */
        TREE("/**");

        private final String suffix;

        Reach(String suffix) {
            this.suffix = suffix;
        }
    }

    /** A target other than {@code *}, with the variables filled in. */
    record Files(Path path, Reach reach) {
        boolean covers(Files other) {
            return switch (reach) {
                case ITSELF -> other.reach == Reach.ITSELF && path.equals(other.path);
                case CHILDREN -> other.reach == Reach.CHILDREN ? path.equals(other.path) : other.isIn(path);
                case TREE -> other.path.startsWith(path);
            };
        }

        private boolean isIn(Path folder) {
            @Nullable Path parent = path.getParent();
            return reach == Reach.ITSELF && parent != null && parent.equals(folder);
        }
    }

    @Override
    public String expects() {
        return "an absolute path, or one that begins with " + DATA + " or " + TMP
                + ", which may end in '/*' for what is"
                + " in a folder or '/**' for a folder and everything below it; '*' for every file";
    }

    @Override
    public String otherwise() {
        return otherwise;
    }

    @Override
    public String normal(String target) {
        String plain = Syntax.plain(target);
        if (plain.isEmpty()) plain = otherwise;
        if (plain.isEmpty()) throw new IllegalArgumentException("has no target");
        if (plain.equals("*")) return plain;
        Reach reach = reach(plain);
        String path = plain.substring(0, plain.length() - reach.suffix.length());
        String variable = path.startsWith(DATA) ? DATA : path.startsWith(TMP) ? TMP : "";
        String rest = path.substring(variable.length());
        if (rest.contains("*") || rest.contains("${")) throw wrong(plain);
        if (!variable.isEmpty() && !rest.isEmpty() && !rest.startsWith("/")) throw wrong(plain);
        return variable + cleaned(plain, variable, rest, reach) + reach.suffix;
    }

    /** Whether no name in a path would be taken for more than a name. */
    static boolean isPlain(Path path) {
        for (Path name : path) {
            String text = name.toString();
            if (text.equals("-") || text.contains("*") || text.contains("${")) return false;
        }
        return true;
    }

    /** A normal target without what says how much of it is meant. */
    static String stem(String target) {
        return target.substring(0, target.length() - reach(target).suffix.length());
    }

    private static Reach reach(String target) {
        if (target.endsWith(Reach.TREE.suffix)) return Reach.TREE;
        return target.endsWith(Reach.CHILDREN.suffix) ? Reach.CHILDREN : Reach.ITSELF;
    }

    private static String cleaned(String target, String variable, String rest, Reach reach) {
        try {
            Path path = Path.of(rest.isEmpty() ? "/" : rest);
            if (variable.isEmpty() && !path.isAbsolute()) throw wrong(target);
            for (Path name : path) {
                // A name that is "-" would be taken by FilePermission for everything below.
                if (name.toString().equals("..") || name.toString().equals("-")) throw wrong(target);
            }
            String clean = path.normalize().toString();
            return clean.equals("/") && !(variable.isEmpty() && reach == Reach.ITSELF) ? "" : clean;
        } catch (InvalidPathException e) {
            throw wrong(target);
        }
    }

    private static IllegalArgumentException wrong(String target) {
        return new IllegalArgumentException("has the target '" + target + "'");
    }

    /** A normal target other than {@code *}. */
    static Files files(String target, Places places) {
        Reach reach = reach(target);
        String path = target.substring(0, target.length() - reach.suffix.length());
        if (path.startsWith(DATA)) return new Files(below(places.data(), path.substring(DATA.length())), reach);
        if (path.startsWith(TMP)) return new Files(below(places.tmp(), path.substring(TMP.length())), reach);
        return new Files(Path.of(path.isEmpty() ? "/" : path), reach);
    }

    private static Path below(Path folder, String rest) {
        return rest.isEmpty() ? folder : folder.resolve(rest.substring(1));
    }

    @Override
    public boolean covers(String wide, String narrow, Places places) {
        if (wide.equals("*")) return true;
        return !narrow.equals("*") && files(wide, places).covers(files(narrow, places));
    }

    @Override
    public Optional<String> common(String one, String other, Places places) {
        Optional<String> narrower = Syntax.narrower(this, one, other, places);
        if (narrower.isPresent()) return narrower;
        return crossing(one, other, places).or(() -> crossing(other, one, places));
    }

    /** What is in a folder, and a tree that begins right there: the root of the tree. */
    private static Optional<String> crossing(String folder, String tree, Places places) {
        if (reach(folder) != Reach.CHILDREN || reach(tree) != Reach.TREE) return Optional.empty();
        Files root = new Files(files(tree, places).path, Reach.ITSELF);
        if (!files(folder, places).covers(root)) return Optional.empty();
        return Optional.of(tree.substring(0, tree.length() - Reach.TREE.suffix.length()));
    }

    @Override
    public String shown(String target) {
        if (target.equals("*")) return "every file of the machine";
        Reach reach = reach(target);
        String path = target.substring(0, target.length() - reach.suffix.length());
        String named = path.isEmpty() ? "/" : path;
        if (path.equals(DATA)) named = "its own data folder";
        if (path.equals(TMP)) named = "the folder for temporary files";
        return switch (reach) {
            case ITSELF -> named;
            case CHILDREN -> "the files in " + named;
            case TREE -> named + " and everything below";
        };
    }
}
