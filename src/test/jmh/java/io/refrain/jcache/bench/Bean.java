package io.refrain.jcache.bench;

import java.io.Serial;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A value that anybody can change: twenty fields, one of them a list. Not safe for use by several threads while it is changed. */
@SuppressWarnings("unused") // the fields are there to be copied
public final class Bean implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private long id;
    private int version;
    private boolean active;
    private double score;
    private String name;
    private String surname;
    private String email;
    private String phone;
    private String street;
    private String city;
    private String postcode;
    private String country;
    private String language;
    private String comment;
    private Long parent;
    private Integer rank;
    private Double balance;
    private Instant created;
    private Instant changed;
    private final List<String> tags = new ArrayList<>();

    /** A bean whose fields follow from a number. */
    public Bean(int number) {
        id = number;
        version = number % 7;
        active = number % 2 == 0;
        score = number / 3.0;
        name = "name " + number;
        surname = "surname " + number;
        email = "name." + number + "@example.org";
        phone = "+49 30 " + number;
        street = number + " Main Street";
        city = "Berlin";
        postcode = "1" + number;
        country = "DE";
        language = "de";
        comment = "The comment of the bean with the number " + number;
        parent = number / 2L;
        rank = number % 100;
        balance = number * 1.5;
        created = Instant.ofEpochSecond(1_700_000_000L + number);
        changed = created.plusSeconds(60);
        for (int i = 0; i < 5; i++) {
            tags.add("tag " + i + " of " + number);
        }
    }
}
