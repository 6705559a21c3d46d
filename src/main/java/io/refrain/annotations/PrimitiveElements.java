package io.refrain.annotations;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.util.HexFormat;
import java.util.StringJoiner;

/**
 * An array of a primitive type as part of a key, equal when type and elements are. Immutable.
 *
 * @param type of the elements
 * @param elements as text; real numbers in hexadecimal, since their decimal text differs between versions of Java
 */
record PrimitiveElements(String type, String elements) implements Serializable {
    private static final long serialVersionUID = 1;

    static PrimitiveElements of(Object array) {
        Class<?> type = array.getClass().getComponentType();
        return new PrimitiveElements(type.getName(), text(array));
    }

    private static String text(Object array) {
        if (array instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (array instanceof char[] characters) {
            return new String(characters);
        }
        StringJoiner text = new StringJoiner(",");
        for (int i = 0; i < Array.getLength(array); i++) {
            Object element = Array.get(array, i);
            text.add(
                    element instanceof Double number
                            ? Double.toHexString(number)
                            : element instanceof Float number ? Float.toHexString(number) : element.toString());
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return type + "[" + elements + "]";
    }
}
