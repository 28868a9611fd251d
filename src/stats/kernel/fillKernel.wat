;; The inner loops of filling, two numbers at a time. `fillKernel.ts` says what they are and puts arguments into the memory;
;; `npm run kernel` makes fillKernelBytes.ts of this text.
;;
;; The memory, in bytes: values at 0, weights at 32768, bins or hashes at 65536 (i32), positions to ask for at 81920 (i32), lanes of
;; parts at 98304 (4 x 32768), sums by bin at 229376 (rows of 48: four sums and a count), results of moments and extremes at 524288,
;; tables of binnings from 1048576 on.
(module
  (memory (export "memory") 64)

  ;; Bins of n values (even): a uniform grid of cells tells the one edge to compare with. Where it cannot (bin -1), the
  ;; position is written to the list of those to ask for, whose length is returned.
  (func (export "findBins")
    (param $n i32) (param $cells i32) (param $edges i32) (param $low f64) (param $scale f64) (param $outer f64)
    (result i32)
    (local $i i32) (local $asked i32) (local $bin i32)
    (local $x v128) (local $place v128) (local $last v128)
    (local.set $last (f64x2.splat (local.get $outer)))
    (local.set $asked (i32.const 81920))
    (loop $next
      (local.set $x (v128.load (i32.shl (local.get $i) (i32.const 3))))
      (local.set $place
        (f64x2.mul (f64x2.sub (local.get $x) (f64x2.splat (local.get $low))) (f64x2.splat (local.get $scale))))
      ;; What lies outside, and NaN, is in the last cell.
      (local.set $place
        (i32x4.trunc_sat_f64x2_s_zero
          (v128.bitselect (local.get $place) (local.get $last)
            (v128.and
              (f64x2.gt (local.get $place) (v128.const f64x2 0 0))
              (f64x2.lt (local.get $place) (local.get $last))))))

      (local.set $bin
        (i32.load16_s
          (i32.add (local.get $cells) (i32.shl (i32x4.extract_lane 0 (local.get $place)) (i32.const 1)))))
      (i32.store (local.get $asked) (local.get $i))
      (local.set $asked
        (i32.add (local.get $asked) (i32.shl (i32.shr_u (local.get $bin) (i32.const 31)) (i32.const 2))))
      (i32.store offset=65536 (i32.shl (local.get $i) (i32.const 2))
        (i32.add (local.get $bin)
          (f64.ge (f64x2.extract_lane 0 (local.get $x))
            (f64.load (i32.add (local.get $edges) (i32.shl (local.get $bin) (i32.const 3)))))))

      (local.set $bin
        (i32.load16_s
          (i32.add (local.get $cells) (i32.shl (i32x4.extract_lane 1 (local.get $place)) (i32.const 1)))))
      (i32.store (local.get $asked) (i32.add (local.get $i) (i32.const 1)))
      (local.set $asked
        (i32.add (local.get $asked) (i32.shl (i32.shr_u (local.get $bin) (i32.const 31)) (i32.const 2))))
      (i32.store offset=65540 (i32.shl (local.get $i) (i32.const 2))
        (i32.add (local.get $bin)
          (f64.ge (f64x2.extract_lane 1 (local.get $x))
            (f64.load (i32.add (local.get $edges) (i32.shl (local.get $bin) (i32.const 3)))))))

      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (i32.shr_u (i32.sub (local.get $asked) (i32.const 81920)) (i32.const 2)))

  ;; The smallest and the largest of n values (more than none; after an odd number another of them).
  (func (export "findExtremes") (param $n i32) (param $to i32)
    (local $at i32) (local $end i32) (local $x v128) (local $low v128) (local $high v128)
    (local.set $end (i32.shl (local.get $n) (i32.const 3)))
    (local.set $low (v128.load (i32.const 0)))
    (local.set $high (local.get $low))
    (loop $next
      (local.set $x (v128.load (local.get $at)))
      (local.set $low (f64x2.pmin (local.get $low) (local.get $x)))
      (local.set $high (f64x2.pmax (local.get $high) (local.get $x)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (f64.store (local.get $to)
      (f64.min (f64x2.extract_lane 0 (local.get $low)) (f64x2.extract_lane 1 (local.get $low))))
    (f64.store offset=8 (local.get $to)
      (f64.max (f64x2.extract_lane 0 (local.get $high)) (f64x2.extract_lane 1 (local.get $high)))))

  ;; Two lanes of n events (even) to two sums of each bin, and the count.
  (func (export "addTwo") (param $n i32)
    (local $i i32) (local $row i32) (local $a v128) (local $b v128)
    (loop $next
      (local.set $a (v128.load offset=98304 (i32.shl (local.get $i) (i32.const 3))))
      (local.set $b (v128.load offset=131072 (i32.shl (local.get $i) (i32.const 3))))

      (local.set $row (i32.mul (i32.load offset=65536 (i32.shl (local.get $i) (i32.const 2))) (i32.const 48)))
      (v128.store offset=229376 (local.get $row)
        (f64x2.add (v128.load offset=229376 (local.get $row))
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $b))))
      (f64.store offset=229408 (local.get $row)
        (f64.add (f64.load offset=229408 (local.get $row)) (f64.const 1)))

      (local.set $row (i32.mul (i32.load offset=65540 (i32.shl (local.get $i) (i32.const 2))) (i32.const 48)))
      (v128.store offset=229376 (local.get $row)
        (f64x2.add (v128.load offset=229376 (local.get $row))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $b))))
      (f64.store offset=229408 (local.get $row)
        (f64.add (f64.load offset=229408 (local.get $row)) (f64.const 1)))

      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n)))))

  ;; The same for four lanes.
  (func (export "addFour") (param $n i32)
    (local $i i32) (local $row i32) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $next
      (local.set $a (v128.load offset=98304 (i32.shl (local.get $i) (i32.const 3))))
      (local.set $b (v128.load offset=131072 (i32.shl (local.get $i) (i32.const 3))))
      (local.set $c (v128.load offset=163840 (i32.shl (local.get $i) (i32.const 3))))
      (local.set $d (v128.load offset=196608 (i32.shl (local.get $i) (i32.const 3))))

      (local.set $row (i32.mul (i32.load offset=65536 (i32.shl (local.get $i) (i32.const 2))) (i32.const 48)))
      (v128.store offset=229376 (local.get $row)
        (f64x2.add (v128.load offset=229376 (local.get $row))
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $b))))
      (v128.store offset=229392 (local.get $row)
        (f64x2.add (v128.load offset=229392 (local.get $row))
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $c) (local.get $d))))
      (f64.store offset=229408 (local.get $row)
        (f64.add (f64.load offset=229408 (local.get $row)) (f64.const 1)))

      (local.set $row (i32.mul (i32.load offset=65540 (i32.shl (local.get $i) (i32.const 2))) (i32.const 48)))
      (v128.store offset=229376 (local.get $row)
        (f64x2.add (v128.load offset=229376 (local.get $row))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $b))))
      (v128.store offset=229392 (local.get $row)
        (f64x2.add (v128.load offset=229392 (local.get $row))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $c) (local.get $d))))
      (f64.store offset=229408 (local.get $row)
        (f64.add (f64.load offset=229408 (local.get $row)) (f64.const 1)))

      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n)))))

  ;; `addMomentBlock` of exactBlocks.ts for events from one byte of the values and weights to another (even events): every
  ;; second event has sums of its own, which are put together in the end. Four numbers to `to`: upper and lower sum of wd,
  ;; and of wd^2. Returns 0 where they are exact.
  (func (export "addMoments")
    (param $at i32) (param $end i32) (param $origin f64) (param $rounder f64) (param $squareRounder f64) (param $to i32)
    (result i32)
    (local $distance v128) (local $once v128) (local $twice v128) (local $sum v128) (local $rest v128) (local $left v128)
    (local $upper v128) (local $lower v128) (local $squareUpper v128) (local $squareLower v128)
    (local.set $upper (f64x2.splat (local.get $rounder)))
    (local.set $lower (f64x2.splat (f64.mul (local.get $rounder) (f64.const 0x1p-43))))
    (local.set $squareUpper (f64x2.splat (local.get $squareRounder)))
    (local.set $squareLower (f64x2.splat (f64.mul (local.get $squareRounder) (f64.const 0x1p-43))))
    (loop $next
      (local.set $distance (f64x2.sub (v128.load (local.get $at)) (f64x2.splat (local.get $origin))))
      (local.set $once (f64x2.mul (v128.load offset=32768 (local.get $at)) (local.get $distance)))
      (local.set $twice (f64x2.mul (local.get $once) (local.get $distance)))

      (local.set $sum (f64x2.add (local.get $upper) (local.get $once)))
      (local.set $rest (f64x2.sub (local.get $once) (f64x2.sub (local.get $sum) (local.get $upper))))
      (local.set $upper (local.get $sum))
      (local.set $sum (f64x2.add (local.get $lower) (local.get $rest)))
      (local.set $left
        (v128.or (local.get $left) (f64x2.ne (local.get $rest) (f64x2.sub (local.get $sum) (local.get $lower)))))
      (local.set $lower (local.get $sum))

      (local.set $sum (f64x2.add (local.get $squareUpper) (local.get $twice)))
      (local.set $rest (f64x2.sub (local.get $twice) (f64x2.sub (local.get $sum) (local.get $squareUpper))))
      (local.set $squareUpper (local.get $sum))
      (local.set $sum (f64x2.add (local.get $squareLower) (local.get $rest)))
      (local.set $left
        (v128.or (local.get $left) (f64x2.ne (local.get $rest) (f64x2.sub (local.get $sum) (local.get $squareLower)))))
      (local.set $squareLower (local.get $sum))

      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (f64.store (local.get $to) (call $both (local.get $upper) (local.get $rounder)))
    (f64.store offset=8 (local.get $to)
      (call $both (local.get $lower) (f64.mul (local.get $rounder) (f64.const 0x1p-43))))
    (f64.store offset=16 (local.get $to) (call $both (local.get $squareUpper) (local.get $squareRounder)))
    (f64.store offset=24 (local.get $to)
      (call $both (local.get $squareLower) (f64.mul (local.get $squareRounder) (f64.const 0x1p-43))))
    (v128.any_true (local.get $left)))

  ;; `hashOfEvent` of hash.ts but for its last mixing, of n events (a multiple of four) from the first on.
  (func (export "hashPositions") (param $n i32) (param $first i32) (param $file i32)
    (local $i i32) (local $position v128)
    (local.set $position (i32x4.add (i32x4.splat (local.get $first)) (v128.const i32x4 0 1 2 3)))
    (loop $next
      (v128.store offset=65536 (i32.shl (local.get $i) (i32.const 2))
        (v128.xor (call $mix (local.get $position)) (i32x4.splat (local.get $file))))
      (local.set $position (i32x4.add (local.get $position) (v128.const i32x4 4 4 4 4)))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n)))))

  ;; `hashColumn` of smallHashes.ts: takes n values (a multiple of four) into the hashes.
  (func (export "hashColumn") (param $n i32)
    (local $i i32) (local $a v128) (local $b v128) (local $state v128)
    (loop $next
      (local.set $a (call $plain (v128.load (i32.shl (local.get $i) (i32.const 3)))))
      (local.set $b (call $plain (v128.load offset=16 (i32.shl (local.get $i) (i32.const 3)))))
      (local.set $state
        (i32x4.mul
          (v128.xor
            (v128.load offset=65536 (i32.shl (local.get $i) (i32.const 2)))
            (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $a) (local.get $b)))
          (v128.const i32x4 0xcc9e2d51 0xcc9e2d51 0xcc9e2d51 0xcc9e2d51)))
      (local.set $state
        (v128.or (i32x4.shl (local.get $state) (i32.const 13)) (i32x4.shr_u (local.get $state) (i32.const 19))))
      (local.set $state
        (i32x4.mul
          (v128.xor
            (local.get $state)
            (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $a) (local.get $b)))
          (v128.const i32x4 0x85ebca6b 0x85ebca6b 0x85ebca6b 0x85ebca6b)))
      (v128.store offset=65536 (i32.shl (local.get $i) (i32.const 2))
        (v128.xor (local.get $state) (i32x4.shr_u (local.get $state) (i32.const 16))))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n)))))

  ;; Mixes the hashes of n events (a multiple of four), and writes the positions of those that are not larger than one to
  ;; the list at 81920, whose length is returned.
  (func (export "findSmallHashes") (param $n i32) (param $largest i32) (result i32)
    (local $i i32) (local $asked i32) (local $small i32) (local $hash v128)
    (local.set $asked (i32.const 81920))
    (loop $next
      (local.set $hash (call $mix (v128.load offset=65536 (i32.shl (local.get $i) (i32.const 2)))))
      (v128.store offset=65536 (i32.shl (local.get $i) (i32.const 2)) (local.get $hash))
      (local.set $small (i32x4.bitmask (i32x4.le_u (local.get $hash) (i32x4.splat (local.get $largest)))))
      (if (local.get $small)
        (then
          (loop $more
            (i32.store (local.get $asked) (i32.add (local.get $i) (i32.ctz (local.get $small))))
            (local.set $asked (i32.add (local.get $asked) (i32.const 4)))
            (local.set $small (i32.and (local.get $small) (i32.sub (local.get $small) (i32.const 1))))
            (br_if $more (local.get $small)))))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (i32.shr_u (i32.sub (local.get $asked) (i32.const 81920)) (i32.const 2)))

  (func $mix (param $h v128) (result v128)
    (local.set $h
      (i32x4.mul
        (v128.xor (local.get $h) (i32x4.shr_u (local.get $h) (i32.const 16)))
        (v128.const i32x4 0x85ebca6b 0x85ebca6b 0x85ebca6b 0x85ebca6b)))
    (local.set $h
      (i32x4.mul
        (v128.xor (local.get $h) (i32x4.shr_u (local.get $h) (i32.const 13)))
        (v128.const i32x4 0xc2b2ae35 0xc2b2ae35 0xc2b2ae35 0xc2b2ae35)))
    (v128.xor (local.get $h) (i32x4.shr_u (local.get $h) (i32.const 16))))

  ;; One kind of zero, and one of what is not finite.
  (func $plain (param $x v128) (result v128)
    (v128.bitselect
      (f64x2.add (local.get $x) (v128.const f64x2 0 0))
      (v128.const i64x2 0x7ff8000000000000 0x7ff8000000000000)
      (f64x2.eq (f64x2.sub (local.get $x) (local.get $x)) (v128.const f64x2 0 0))))

  ;; Two sums without what they began with.
  (func $both (param $sums v128) (param $rounder f64) (result f64)
    (f64.add
      (f64.sub (f64x2.extract_lane 0 (local.get $sums)) (local.get $rounder))
      (f64.sub (f64x2.extract_lane 1 (local.get $sums)) (local.get $rounder)))))
