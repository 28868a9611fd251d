;; Takes the values of a variable for all of its sums in one loop, two events at a time: bins, sums of weights and of their
;; squares by bin, moments, extremes. `variableKernel.ts` says what the numbers are and lays them out; `npm run kernel` makes
;; variableKernelBytes.ts of this text.
;;
;; All sums are whole numbers of a small unit (i64), so no addition rounds. A double is made whole by adding 1.5 * 2^52 units
;; (the rounder) to it: the last bits of the sum are the whole number, and what is left is subtracted exactly. What is left is
;; cut once more with units 2^-51 (2^-44 of weights) as large; if anything is left then, the event is listed for the caller.
;;
;; The memory, in bytes: values at 0, weights at 36864, their parts at 73728 (32 each event: parts of w and of w^2, then the
;; lower parts of both), list of events at 229376 (i32); events whose weights have more
;; parts at 249856 (i32), what is left of w and of w^2 at 270336 (16 each); values to be searched at 344064 (i32).
;;
;; A variable, from its address on, in bytes:
;;   0 scale, 8 shift, 16 last cell, as doubles: cells are counted from 2^52 on
;;  24 origin, 32 rounder of wd, 40 of what is left, 48 rounder of wd^2, 56 of what is left
;;  64 distance from the origin beyond which an event is listed
;;  72 smallest and 80 largest value
;;  88 numbers of NaN, 96 of +inf, 104 of -inf (f64)
;; 112 the sums wd, its lower parts, wd^2, its lower parts: of each the low 32 bits and the others (i64)
;; 176 address of the cells, 180 of the first row, 184 of the row of missing values, 188 number of edges (i32)
;; 192 address and 196 number of sentinels (16 each: value, number of events)
;; 200 terms wd that are no smaller, or zero, leave nothing (f64)
;; Rows, of bins, missing values and those that are not read, have 48 bytes: the edge above the bin (f64), number of events
;; (i32), from 16 on sums of parts of w, w^2, and of the lower parts of both (i64). Where the lower parts of w are short,
;; each is 2^44 more than it is, and so the number of events stands above the 43 last bits of their sum, which saves a third
;; of the stores; then the other number is not added up. A cell (i16) tells where the row of its values begins, in 8 bytes after the first row, or the row before if
;; its one edge is not above them; -1 where that has to be searched.
(module
  (memory (export "memory") 1024)

  ;; Cuts n weights and their squares into parts; `apart` is 1 where events are counted apart, and 0 where they are among
  ;; the lower parts of the weights. Returns how many have more parts than two.
  (func (export "cutWeights")
    (param $n i32) (param $rounder f64) (param $lowerRounder f64) (param $squareRounder f64) (param $squareLowerRounder f64)
    (param $apart i32) (result i32)
    (local $i i32) (local $listed i32) (local $w f64)
    (local $x v128) (local $sum v128) (local $upper v128) (local $lower v128) (local $left v128) (local $event v128)
    (local.set $event
      (i64x2.replace_lane 0 (local.get $event)
        (select (i64.const 0) (i64.const 0x100000000000) (local.get $apart))))
    (local.set $upper (f64x2.replace_lane 1 (f64x2.splat (local.get $rounder)) (local.get $squareRounder)))
    (local.set $lower (f64x2.replace_lane 1 (f64x2.splat (local.get $lowerRounder)) (local.get $squareLowerRounder)))
    (loop $next
      (local.set $w (f64.load offset=36864 (i32.shl (local.get $i) (i32.const 3))))
      (local.set $x
        (f64x2.replace_lane 1 (f64x2.splat (local.get $w)) (f64.mul (local.get $w) (local.get $w))))
      (local.set $sum (f64x2.add (local.get $x) (local.get $upper)))
      (v128.store offset=73728 (i32.shl (local.get $i) (i32.const 5)) (i64x2.sub (local.get $sum) (local.get $upper)))
      (local.set $x (f64x2.sub (local.get $x) (f64x2.sub (local.get $sum) (local.get $upper))))
      (local.set $sum (f64x2.add (local.get $x) (local.get $lower)))
      (v128.store offset=73744 (i32.shl (local.get $i) (i32.const 5))
        (i64x2.add (i64x2.sub (local.get $sum) (local.get $lower)) (local.get $event)))
      (local.set $left (f64x2.sub (local.get $x) (f64x2.sub (local.get $sum) (local.get $lower))))
      (if (v128.any_true (f64x2.ne (local.get $left) (v128.const f64x2 0 0)))
        (then
          (i32.store offset=249856 (i32.shl (local.get $listed) (i32.const 2)) (local.get $i))
          (v128.store offset=270336 (i32.shl (local.get $listed) (i32.const 4)) (local.get $left))
          (local.set $listed (i32.add (local.get $listed) (i32.const 1)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    ;; One more event makes them even, and adds nothing.
    (f64.store offset=36864 (i32.shl (local.get $n) (i32.const 3)) (f64.const 0))
    (v128.store offset=73728 (i32.shl (local.get $n) (i32.const 5)) (v128.const i64x2 0 0))
    (v128.store offset=73744 (i32.shl (local.get $n) (i32.const 5)) (v128.const i64x2 0 0))
    (local.get $listed))

  ;; Adds n events to the sums of a variable but for the moments of some, whose number is returned. Values that are missing
  ;; or far are overwritten by the origin. Blocks of 512 events stay in the fastest cache from one loop to the other. Loops
  ;; call nothing and have no more numbers in use than there are registers.
  (func (export "fill") (param $variable i32) (param $n i32) (param $apart i32) (result i32)
    (local $from i32) (local $to i32) (local $end i32) (local $even i32) (local $searched i32)
    (local.set $end (i32.shl (local.get $n) (i32.const 3)))
    (local.set $even (i32.and (local.get $end) (i32.const -16)))
    ;; Beside the last of an odd number an event without weight adds nothing to moments.
    (f64.store (local.get $end) (f64.load offset=24 (local.get $variable)))
    (global.set $listed (i32.const 0))
    (loop $block
      (local.set $to (i32.add (local.get $from) (i32.const 4096)))
      (local.set $to
        (select (local.get $to) (local.get $end) (i32.lt_u (local.get $to) (local.get $end))))
      (local.set $searched
        (call $addByBin
          (local.get $variable) (local.get $from) (i32.and (local.get $to) (i32.const -16)) (local.get $apart)))
      ;; The last of an odd number is not in a pair.
      (i32.store offset=344064 (i32.shl (local.get $searched) (i32.const 2)) (local.get $even))
      (call $addSearched (local.get $variable)
        (i32.add (local.get $searched) (i32.gt_u (local.get $to) (local.get $even)))
        (local.get $apart))
      (call $addMoments (local.get $variable) (local.get $from) (local.get $to))
      (local.set $from (local.get $to))
      (br_if $block (i32.lt_u (local.get $from) (local.get $end))))
    (global.get $listed))

  ;; How many events are in the list.
  (global $listed (mut i32) (i32.const 0))

  ;; Adds the events from one byte of the values to another to the sums by bin, and finds extremes. Values that have to be
  ;; searched are left out: what it adds of them goes to a row that is not read. Returns how many are in the list of these.
  (func $addByBin (param $variable i32) (param $at i32) (param $end i32) (param $apart i32) (result i32)
    (local $cells i32) (local $a i32) (local $b i32) (local $searched i32) (local $rows i32) (local $unread i32)
    (local $scale v128) (local $shift v128) (local $last v128) (local $low v128) (local $high v128)
    (local $first v128) (local $rowBytes v128) (local $x v128) (local $cell v128)
    ;; Constants that stand in a loop are made anew each time.
    (local.set $first (v128.const f64x2 0x1p52 0x1p52))
    (local.set $rowBytes (v128.const i64x2 48 48))
    (local.set $scale (v128.load64_splat offset=0 (local.get $variable)))
    (local.set $shift (v128.load64_splat offset=8 (local.get $variable)))
    (local.set $last (v128.load64_splat offset=16 (local.get $variable)))
    (local.set $low (v128.load64_splat offset=72 (local.get $variable)))
    (local.set $high (v128.load64_splat offset=80 (local.get $variable)))
    (local.set $cells (i32.load offset=176 (local.get $variable)))
    (local.set $rows (i32.load offset=180 (local.get $variable)))
    (local.set $unread
      (i32.shr_u
        (i32.sub (i32.add (i32.load offset=184 (local.get $variable)) (i32.const 48)) (local.get $rows))
        (i32.const 3)))
    (block $none (loop $next
      (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $x (v128.load (local.get $at)))
      ;; Cells of a uniform grid. What lies outside is in the first or the last one, NaN in the last.
      (local.set $cell
        (f64x2.pmax
          (f64x2.pmin (local.get $last)
            (f64x2.add (f64x2.mul (local.get $x) (local.get $scale)) (local.get $shift)))
          (local.get $first)))
      (local.set $a
        (i32.load16_s
          (i32.add (local.get $cells) (i32.shl (i32x4.extract_lane 0 (local.get $cell)) (i32.const 1)))))
      (local.set $b
        (i32.load16_s
          (i32.add (local.get $cells) (i32.shl (i32x4.extract_lane 2 (local.get $cell)) (i32.const 1)))))
      (if (i32.lt_s (i32.or (local.get $a) (local.get $b)) (i32.const 0))
        (then
          ;; NaN is neither above an edge nor smaller or larger than another.
          (if (i32.lt_s (local.get $a) (i32.const 0))
            (then
              (i32.store offset=344064 (local.get $searched) (local.get $at))
              (local.set $searched (i32.add (local.get $searched) (i32.const 4)))
              (local.set $a (local.get $unread))
              (local.set $x (f64x2.replace_lane 0 (local.get $x) (f64.const nan)))))
          (if (i32.lt_s (local.get $b) (i32.const 0))
            (then
              (i32.store offset=344064 (local.get $searched) (i32.add (local.get $at) (i32.const 8)))
              (local.set $searched (i32.add (local.get $searched) (i32.const 4)))
              (local.set $b (local.get $unread))
              (local.set $x (f64x2.replace_lane 1 (local.get $x) (f64.const nan)))))))
      (local.set $low (f64x2.pmin (local.get $low) (local.get $x)))
      (local.set $high (f64x2.pmax (local.get $high) (local.get $x)))

      ;; A sum rather than a choice: which side of an edge a value lies on cannot be guessed.
      (local.set $a (i32.add (local.get $rows) (i32.shl (local.get $a) (i32.const 3))))
      (local.set $b (i32.add (local.get $rows) (i32.shl (local.get $b) (i32.const 3))))
      (local.set $cell
        (v128.and
          (f64x2.ge (local.get $x)
            (v128.load64_lane 1 (local.get $b) (v128.load64_zero (local.get $a))))
          (local.get $rowBytes)))
      (local.set $a (i32.add (local.get $a) (i32x4.extract_lane 0 (local.get $cell))))
      (local.set $b (i32.add (local.get $b) (i32x4.extract_lane 2 (local.get $cell))))
      (v128.store offset=16 (local.get $a)
        (i64x2.add (v128.load offset=16 (local.get $a)) (v128.load offset=73728 (i32.shl (local.get $at) (i32.const 2)))))
      (v128.store offset=32 (local.get $a)
        (i64x2.add (v128.load offset=32 (local.get $a)) (v128.load offset=73744 (i32.shl (local.get $at) (i32.const 2)))))

      (v128.store offset=16 (local.get $b)
        (i64x2.add (v128.load offset=16 (local.get $b)) (v128.load offset=73760 (i32.shl (local.get $at) (i32.const 2)))))
      (v128.store offset=32 (local.get $b)
        (i64x2.add (v128.load offset=32 (local.get $b)) (v128.load offset=73776 (i32.shl (local.get $at) (i32.const 2)))))

      (if (local.get $apart)
        (then
          (i32.store offset=8 (local.get $a) (i32.add (i32.load offset=8 (local.get $a)) (i32.const 1)))
          (i32.store offset=8 (local.get $b) (i32.add (i32.load offset=8 (local.get $b)) (i32.const 1)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br $next)))
    (f64.store offset=72 (local.get $variable)
      (f64.min (f64x2.extract_lane 0 (local.get $low)) (f64x2.extract_lane 1 (local.get $low))))
    (f64.store offset=80 (local.get $variable)
      (f64.max (f64x2.extract_lane 0 (local.get $high)) (f64x2.extract_lane 1 (local.get $high))))
    (i32.shr_u (local.get $searched) (i32.const 2)))

  ;; The same for the events in the list of those that were left out.
  (func $addSearched (param $variable i32) (param $n i32) (param $apart i32)
    (local $i i32) (local $at i32) (local $row i32) (local $x f64)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
        (local.set $at (i32.load offset=344064 (i32.shl (local.get $i) (i32.const 2))))
        (local.set $x (f64.load (local.get $at)))
        (local.set $row (call $search (local.get $variable) (local.get $at) (local.get $x)))
        (if (i32.ne (local.get $row) (i32.load offset=184 (local.get $variable)))
          (then
            (f64.store offset=72 (local.get $variable)
              (f64.min (f64.load offset=72 (local.get $variable)) (local.get $x)))
            (f64.store offset=80 (local.get $variable)
              (f64.max (f64.load offset=80 (local.get $variable)) (local.get $x)))))
        (v128.store offset=16 (local.get $row)
          (i64x2.add (v128.load offset=16 (local.get $row)) (v128.load offset=73728 (i32.shl (local.get $at) (i32.const 2)))))
        (v128.store offset=32 (local.get $row)
          (i64x2.add
            (v128.load offset=32 (local.get $row))
            (v128.load offset=73744 (i32.shl (local.get $at) (i32.const 2)))))
        (i32.store offset=8 (local.get $row) (i32.add (i32.load offset=8 (local.get $row)) (local.get $apart)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next))))

  ;; Adds wd and (wd)d of the same events.
  (func $addMoments (param $variable i32) (param $at i32) (param $end i32)
    (local $pairs i32)
    (local $rounder v128) (local $lowerRounder v128) (local $squareRounder v128) (local $squareLowerRounder v128)
    (local $once v128) (local $lower v128) (local $twice v128) (local $squareLower v128) (local $origin v128)
    (local $distance v128) (local $term v128) (local $square v128)
    (local $sum v128) (local $lowerSum v128) (local $squareSum v128) (local $squareLowerSum v128)
    (local $smallest v128) (local $small v128) (local $left v128) (local $unsigned v128)
    (local.set $unsigned (v128.const i64x2 0x7fffffffffffffff 0x7fffffffffffffff))
    (local.set $origin (v128.load64_splat offset=24 (local.get $variable)))
    (local.set $rounder (v128.load64_splat offset=32 (local.get $variable)))
    (local.set $lowerRounder (v128.load64_splat offset=40 (local.get $variable)))
    (local.set $squareRounder (v128.load64_splat offset=48 (local.get $variable)))
    (local.set $squareLowerRounder (v128.load64_splat offset=56 (local.get $variable)))
    (local.set $smallest
      (i64x2.add
        (i64x2.shl (v128.load64_splat offset=200 (local.get $variable)) (i32.const 1))
        (local.get $unsigned)))
    (local.set $pairs
      (i32.shr_u (i32.add (i32.sub (local.get $end) (local.get $at)) (i32.const 8)) (i32.const 4)))
    (loop $next
      (local.set $distance (f64x2.sub (v128.load (local.get $at)) (local.get $origin)))
      (local.set $term (f64x2.mul (v128.load offset=36864 (local.get $at)) (local.get $distance)))
      (local.set $square (f64x2.mul (local.get $term) (local.get $distance)))
      ;; Terms that are smaller, but not zero, may have bits below the lower units. Without their sign, and one less, zero is
      ;; the largest of all.
      (local.set $small
        (i64x2.lt_s
          (i64x2.add (i64x2.shl (local.get $term) (i32.const 1)) (local.get $unsigned))
          (local.get $smallest)))
      (local.set $sum (f64x2.add (local.get $term) (local.get $rounder)))
      (local.set $term (f64x2.sub (local.get $term) (f64x2.sub (local.get $sum) (local.get $rounder))))
      (local.set $lowerSum (f64x2.add (local.get $term) (local.get $lowerRounder)))
      (local.set $squareSum (f64x2.add (local.get $square) (local.get $squareRounder)))
      (local.set $square (f64x2.sub (local.get $square) (f64x2.sub (local.get $squareSum) (local.get $squareRounder))))
      (local.set $squareLowerSum (f64x2.add (local.get $square) (local.get $squareLowerRounder)))
      (if (i64x2.bitmask (local.get $small))
        (then
          (local.set $left
            (v128.or
              (f64x2.ne (local.get $term) (f64x2.sub (local.get $lowerSum) (local.get $lowerRounder)))
              (f64x2.ne (local.get $square) (f64x2.sub (local.get $squareLowerSum) (local.get $squareLowerRounder)))))
          (local.set $sum (v128.bitselect (local.get $rounder) (local.get $sum) (local.get $left)))
          (local.set $lowerSum (v128.bitselect (local.get $lowerRounder) (local.get $lowerSum) (local.get $left)))
          (local.set $squareSum (v128.bitselect (local.get $squareRounder) (local.get $squareSum) (local.get $left)))
          (local.set $squareLowerSum
            (v128.bitselect (local.get $squareLowerRounder) (local.get $squareLowerSum) (local.get $left)))
          (if (i32x4.extract_lane 0 (local.get $left))
            (then
              (i32.store offset=229376 (i32.shl (global.get $listed) (i32.const 2))
                (i32.shr_u (local.get $at) (i32.const 3)))
              (global.set $listed (i32.add (global.get $listed) (i32.const 1)))))
          (if (i32x4.extract_lane 2 (local.get $left))
            (then
              (i32.store offset=229376 (i32.shl (global.get $listed) (i32.const 2))
                (i32.add (i32.shr_u (local.get $at) (i32.const 3)) (i32.const 1)))
              (global.set $listed (i32.add (global.get $listed) (i32.const 1)))))))
      (local.set $once (i64x2.add (local.get $once) (local.get $sum)))
      (local.set $lower (i64x2.add (local.get $lower) (local.get $lowerSum)))
      (local.set $twice (i64x2.add (local.get $twice) (local.get $squareSum)))
      (local.set $squareLower (i64x2.add (local.get $squareLower) (local.get $squareLowerSum)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (call $keep (i32.add (local.get $variable) (i32.const 112)) (local.get $once) (local.get $rounder) (local.get $pairs))
    (call $keep (i32.add (local.get $variable) (i32.const 128))
      (local.get $lower) (local.get $lowerRounder) (local.get $pairs))
    (call $keep (i32.add (local.get $variable) (i32.const 144))
      (local.get $twice) (local.get $squareRounder) (local.get $pairs))
    (call $keep (i32.add (local.get $variable) (i32.const 160))
      (local.get $squareLower) (local.get $squareLowerRounder) (local.get $pairs)))

  ;; Adds two sums of whole numbers, in which each pair of events has left its rounder twice, to a sum that is kept.
  (func $keep (param $to i32) (param $sums v128) (param $rounder v128) (param $pairs i32)
    (local $sum i64)
    (local.set $sum
      (i64.sub
        (i64.add (i64x2.extract_lane 0 (local.get $sums)) (i64x2.extract_lane 1 (local.get $sums)))
        (i64.mul
          (i64.shl (i64.extend_i32_u (local.get $pairs)) (i64.const 1))
          (i64x2.extract_lane 0 (local.get $rounder)))))
    (i64.store (local.get $to)
      (i64.add (i64.load (local.get $to)) (i64.and (local.get $sum) (i64.const 0xffffffff))))
    (i64.store offset=8 (local.get $to)
      (i64.add (i64.load offset=8 (local.get $to)) (i64.shr_s (local.get $sum) (i64.const 32)))))

  ;; The row of a value, searched among all edges. Values that are missing are counted; these and far ones, which are
  ;; listed, are overwritten by the origin: they add nothing to moments.
  (func $search (param $variable i32) (param $at i32) (param $x f64) (result i32)
    (local $row i32) (local $edges i32) (local $half i32) (local $middle i32) (local $above i32)
    (if (call $countMissing (local.get $variable) (local.get $x) (f64.const 1))
      (then
        (f64.store (local.get $at) (f64.load offset=24 (local.get $variable)))
        (return (i32.load offset=184 (local.get $variable)))))
    (if (f64.gt
        (f64.abs (f64.sub (local.get $x) (f64.load offset=24 (local.get $variable))))
        (f64.load offset=64 (local.get $variable)))
      (then
        (i32.store offset=229376 (i32.shl (global.get $listed) (i32.const 2)) (i32.shr_u (local.get $at) (i32.const 3)))
        (global.set $listed (i32.add (global.get $listed) (i32.const 1)))
        (f64.store (local.get $at) (f64.load offset=24 (local.get $variable)))))
    (local.set $row (i32.load offset=180 (local.get $variable)))
    (local.set $edges (i32.load offset=188 (local.get $variable)))
    (loop $halve
      (local.set $half (i32.shr_u (local.get $edges) (i32.const 1)))
      (local.set $middle (i32.add (local.get $row) (i32.mul (local.get $half) (i32.const 48))))
      (local.set $above (f64.ge (local.get $x) (f64.load (local.get $middle))))
      (local.set $row (select (i32.add (local.get $middle) (i32.const 48)) (local.get $row) (local.get $above)))
      (local.set $edges
        (select
          (i32.sub (i32.sub (local.get $edges) (local.get $half)) (i32.const 1))
          (local.get $half)
          (local.get $above)))
      (br_if $halve (local.get $edges)))
    (local.get $row))

  ;; Whether a value is missing; if so, it is counted by what it is.
  (func $countMissing (param $variable i32) (param $x f64) (param $number f64) (result i32)
    (local $place i32) (local $sentinel i32) (local $end i32)
    (if (f64.ne (f64.sub (local.get $x) (local.get $x)) (f64.const 0))
      (then
        (local.set $place
          (i32.add (local.get $variable)
            (select (i32.const 88)
              (select (i32.const 96) (i32.const 104) (f64.gt (local.get $x) (f64.const 0)))
              (f64.ne (local.get $x) (local.get $x)))))
        (f64.store (local.get $place) (f64.add (f64.load (local.get $place)) (local.get $number)))
        (return (i32.const 1))))
    (local.set $sentinel (i32.load offset=192 (local.get $variable)))
    (local.set $end
      (i32.add (local.get $sentinel) (i32.shl (i32.load offset=196 (local.get $variable)) (i32.const 4))))
    (block $none
      (loop $next
        (br_if $none (i32.ge_u (local.get $sentinel) (local.get $end)))
        (if (f64.eq (local.get $x) (f64.load (local.get $sentinel)))
          (then
            (f64.store offset=8 (local.get $sentinel)
              (f64.add (f64.load offset=8 (local.get $sentinel)) (local.get $number)))
            (return (i32.const 1))))
        (local.set $sentinel (i32.add (local.get $sentinel) (i32.const 16)))
        (br $next)))
    (i32.const 0)))
