;; The inner loops of reweighted events, two numbers at a time. `weightKernel.ts` says what they are and puts arguments into
;; the memory; `npm run kernel` makes weightKernelBytes.ts of this text.
;;
;; The memory, in bytes: weights before at 0 and after at 32768, bins at 65536 (i32), positions of events that
;; leave something at 81920 (i32), rows of sums by bin at 98304 (of 48 bytes: upper and lower sum of w', of w'^2 and of ww'),
;; weights of a whole batch before at 294912, and what selects its events at 327680.
(module
  (memory (export "memory") 6)

  ;; How many of n events (even) have another weight after than before, of those that are selected (not by 0); -1 where one
  ;; of these has no finite weight after.
  (func (export "countChanges") (param $n i32) (result i32)
    (local $at i32) (local $end i32) (local $there v128) (local $after v128) (local $changes v128) (local $strange v128)
    (local.set $end (i32.shl (local.get $n) (i32.const 3)))
    (loop $next
      (local.set $there (f64x2.ne (v128.load offset=327680 (local.get $at)) (v128.const f64x2 0 0)))
      (local.set $after (v128.load offset=32768 (local.get $at)))
      ;; One that is true is -1.
      (local.set $changes
        (i64x2.sub (local.get $changes)
          (v128.and (local.get $there) (f64x2.ne (v128.load offset=294912 (local.get $at)) (local.get $after)))))
      (local.set $strange
        (v128.or (local.get $strange)
          (v128.and (local.get $there)
            (f64x2.ne (f64x2.sub (local.get $after) (local.get $after)) (v128.const f64x2 0 0)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (if (result i32) (v128.any_true (local.get $strange))
      (then (i32.const -1))
      (else
        (i32.wrap_i64
          (i64.add (i64x2.extract_lane 0 (local.get $changes)) (i64x2.extract_lane 1 (local.get $changes)))))))

  ;; The largest |w'| of n events (even), none of them NaN.
  (func (export "largestAfter") (param $n i32) (result f64)
    (local $at i32) (local $end i32) (local $largest v128)
    (local.set $end (i32.shl (local.get $n) (i32.const 3)))
    (loop $next
      (local.set $largest (f64x2.pmax (local.get $largest) (f64x2.abs (v128.load offset=32768 (local.get $at)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (f64.max (f64x2.extract_lane 0 (local.get $largest)) (f64x2.extract_lane 1 (local.get $largest))))

  ;; Adds w', w'^2 and ww' of n events (even) to the rows. Adding a large number and taking it away again cuts each into a
  ;; multiple of an upper unit and one of a lower. Where that leaves anything of two events, the position of the first is
  ;; written to the list at 81920, whose length is returned.
  (func (export "addProducts")
    (param $n i32) (param $upper f64) (param $lower f64) (param $squareUpper f64) (param $squareLower f64)
    (param $crossUpper f64) (param $crossLower f64)
    (result i32)
    (local $i i32) (local $at i32) (local $row i32) (local $list i32)
    (local $w v128) (local $square v128) (local $cross v128) (local $left v128)
    (local $rest v128) (local $wLow v128) (local $squareLow v128) (local $crossLow v128)
    (local.set $list (i32.const 81920))
    (loop $next
      (local.set $at (i32.shl (local.get $i) (i32.const 3)))
      (local.set $w (v128.load offset=32768 (local.get $at)))
      (local.set $square (f64x2.mul (local.get $w) (local.get $w)))
      (local.set $cross (f64x2.mul (v128.load (local.get $at)) (local.get $w)))

      (local.set $rest (local.get $w))
      (local.set $w
        (f64x2.sub (f64x2.add (local.get $w) (f64x2.splat (local.get $upper))) (f64x2.splat (local.get $upper))))
      (local.set $rest (f64x2.sub (local.get $rest) (local.get $w)))
      (local.set $wLow
        (f64x2.sub (f64x2.add (local.get $rest) (f64x2.splat (local.get $lower))) (f64x2.splat (local.get $lower))))
      (local.set $left (f64x2.ne (local.get $rest) (local.get $wLow)))

      (local.set $rest (local.get $square))
      (local.set $square
        (f64x2.sub
          (f64x2.add (local.get $square) (f64x2.splat (local.get $squareUpper)))
          (f64x2.splat (local.get $squareUpper))))
      (local.set $rest (f64x2.sub (local.get $rest) (local.get $square)))
      (local.set $squareLow
        (f64x2.sub
          (f64x2.add (local.get $rest) (f64x2.splat (local.get $squareLower)))
          (f64x2.splat (local.get $squareLower))))
      (local.set $left (v128.or (local.get $left) (f64x2.ne (local.get $rest) (local.get $squareLow))))

      (local.set $rest (local.get $cross))
      (local.set $cross
        (f64x2.sub
          (f64x2.add (local.get $cross) (f64x2.splat (local.get $crossUpper)))
          (f64x2.splat (local.get $crossUpper))))
      (local.set $rest (f64x2.sub (local.get $rest) (local.get $cross)))
      (local.set $crossLow
        (f64x2.sub
          (f64x2.add (local.get $rest) (f64x2.splat (local.get $crossLower)))
          (f64x2.splat (local.get $crossLower))))
      (local.set $left (v128.or (local.get $left) (f64x2.ne (local.get $rest) (local.get $crossLow))))

      (if (v128.any_true (local.get $left))
        (then
          (i32.store (local.get $list) (local.get $i))
          (local.set $list (i32.add (local.get $list) (i32.const 4)))))

      (local.set $row (i32.mul (i32.load offset=65536 (i32.shl (local.get $i) (i32.const 2))) (i32.const 48)))
      (v128.store offset=98304 (local.get $row)
        (f64x2.add (v128.load offset=98304 (local.get $row))
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $w) (local.get $wLow))))
      (v128.store offset=98320 (local.get $row)
        (f64x2.add (v128.load offset=98320 (local.get $row))
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $square) (local.get $squareLow))))
      (v128.store offset=98336 (local.get $row)
        (f64x2.add (v128.load offset=98336 (local.get $row))
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $cross) (local.get $crossLow))))

      (local.set $row (i32.mul (i32.load offset=65540 (i32.shl (local.get $i) (i32.const 2))) (i32.const 48)))
      (v128.store offset=98304 (local.get $row)
        (f64x2.add (v128.load offset=98304 (local.get $row))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $w) (local.get $wLow))))
      (v128.store offset=98320 (local.get $row)
        (f64x2.add (v128.load offset=98320 (local.get $row))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $square) (local.get $squareLow))))
      (v128.store offset=98336 (local.get $row)
        (f64x2.add (v128.load offset=98336 (local.get $row))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $cross) (local.get $crossLow))))

      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (i32.shr_u (i32.sub (local.get $list) (i32.const 81920)) (i32.const 2))))
